/** What to do about photographs that pre-labelling leaves without boxes. */
import { counted } from '../../counted.js';

/** Of one photograph: the boxes that were written, and the scores of all that was found, faint ones too. */
interface PreLabelled {
  readonly boxes: number;
  readonly scores: readonly number[];
}

/** Round numbers that people would try; below the last nearly every box is wrong, and correcting is slower than drawing. */
const THRESHOLDS = [0.3, 0.2, 0.1, 0.05];

/** Sentences about photographs without boxes, with a threshold that gives half of them one. @returns '' where there are none */
export function preLabelAdvice(found: readonly PreLabelled[]): string {
  const empty = found.filter(({ boxes }) => boxes === 0);
  if (empty.length === 0) return '';
  const many = empty.length === 1 ? '1 photograph has' : `${empty.length} photographs have`;
  const what = `${many} no box, which teaches "nothing here" if trained on as it is.`;
  const threshold = lowerThreshold(found, empty);
  if (threshold === undefined) return what;
  const boxes = counted(boxesFrom(found, threshold), 'box', 'boxes');
  return `${what} \`--threshold ${threshold}\` would give ${boxes} in all instead of ${boxesNow(found)}.`;
}

/** The highest at which half of the empty photographs have a box; else the lowest, where it gives any more. */
function lowerThreshold(found: readonly PreLabelled[], empty: readonly PreLabelled[]): number | undefined {
  const now = boxesNow(found);
  const giving = THRESHOLDS.filter((threshold) => boxesFrom(found, threshold) > now);
  const filled = (threshold: number) => empty.filter((one) => boxesFrom([one], threshold) > 0).length;
  return giving.find((threshold) => 2 * filled(threshold) >= empty.length) ?? giving.at(-1);
}

function boxesNow(found: readonly PreLabelled[]): number {
  return found.reduce((sum, { boxes }) => sum + boxes, 0);
}

function boxesFrom(found: readonly PreLabelled[], threshold: number): number {
  return found.reduce((sum, { scores }) => sum + scores.filter((score) => score >= threshold).length, 0);
}
