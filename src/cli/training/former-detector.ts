/** How a detector compares with the one that it replaces. */
import { existsSync } from 'node:fs';
import type { ModelCard } from '../../weights/model-card.js';
import { loadModel } from '../../weights/model-file.js';
import { asPercent, say } from '../output/output.js';

/** What comparing takes of a card. */
export type Compared = Pick<ModelCard, 'training' | 'metrics' | 'measuredOn' | 'classes'>;

/** The card of the detector at this place; undefined where there is none, or nothing that can be read. */
export async function formerCard(out: string): Promise<Compared | undefined> {
  if (!existsSync(out)) return undefined;
  return (await loadModel(out).catch(() => undefined))?.card;
}

/** A sentence on the held-out mAP before and now; undefined where one of them is not known. */
export function changeText(former: Compared | undefined, now: Compared): string | undefined {
  const [before, after] = [former?.metrics?.['mAP'], now.metrics?.['mAP']];
  if (!former || before === undefined || after === undefined) return undefined;
  const points = 100 * (after - before);
  const by = `${points < 0 ? '-' : '+'}${Math.abs(points).toFixed(1)}`;
  const change = `mAP on held-out photographs: ${asPercent(before, 1)} % before, ${asPercent(after, 1)} % now (${by} points).`;
  if (namesOf(former) !== namesOf(now)) return `${change} The classes are not the same.`;
  if (former.measuredOn === undefined)
    return `${change} Whether the same photographs were held out then is not known; others alone can move it by several points.`;
  if (former.measuredOn === now.measuredOn) return change;
  const then = former.training === undefined ? '' : `, ${former.training.data},`;
  return `${change} Other photographs${then} were held out then, which alone can move it by several points.`;
}

/** Says it after a training. */
export function sayChange(former: Compared | undefined, now: Compared): void {
  const text = changeText(former, now);
  if (text !== undefined) say(text);
}

function namesOf({ classes }: Compared): string {
  return classes
    .map(({ name }) => name)
    .sort()
    .join('\n');
}
