/** What cross-fitting says of a detector, for people. */
import type { ClassHeldOut, Estimate, HeldOut } from '../../training/detector/held-out.js';
import { type Advice, adviseMore, type CurvePoint } from '../../training/detector/learning-curve.js';
import { table } from '../output/output.js';

export const TOO_FEW = 'too few to say';

/** From this AP of every class on, more of the same photographs show nothing. */
const SATURATED = 0.97;

/** A row per class, and the mean. */
export function heldOutTable({ classes, mAP }: Pick<HeldOut, 'classes' | 'mAP'>): string {
  const rows = classes.map((one) => [one.name, ...estimateCells(one.ap), ...pointCells(one)]);
  const mean = classes.length > 1 ? [['mAP', ...estimateCells(mAP), '', '', '']] : [];
  return table([...rows, ...mean], {
    head: ['held out', 'AP %', '95 % interval', 'threshold', 'recall %', 'precision %'],
    right: [1, 2, 3, 4, 5],
  });
}

function estimateCells(estimate: Estimate | undefined): string[] {
  if (!estimate) return [TOO_FEW, ''];
  return [percent(estimate.value), `${percent(estimate.low)} to ${percent(estimate.high)}`];
}

function pointCells({ threshold, recall, precision }: ClassHeldOut): string[] {
  return [threshold.toFixed(3), percent(recall, 0), percent(precision, 0)];
}

function percent(share: number | null, digits = 1): string {
  return share === null ? '-' : (100 * share).toFixed(digits);
}

/** What to do next, in a sentence. */
export function adviceText(curve: readonly CurvePoint[], { classes }: Pick<HeldOut, 'classes'>): string {
  const found = curve.at(-1)?.perClass.filter((ap) => ap !== null) ?? [];
  if (found.length > 0 && found.every((ap) => ap >= SATURATED)) {
    return 'More photographs like these would hardly change the number. Photographs unlike them (other places, light, distances) tell whether it holds there.';
  }
  const advice = adviseMore(curve, classes);
  if (advice) return adviceSentence(advice);
  const few = classes.reduce((a, b) => (b.photographs < a.photographs ? b : a));
  return `More photographs would help, first of all of ${few.name}, of which there are ${few.photographs}.`;
}

function adviceSentence({ class: name, photographs, gain }: Advice): string {
  return `${photographs} more photographs of ${name}, as many again, would help most: by the learning curve its AP would gain about ${Math.max(1, Math.round(100 * gain))} points.`;
}
