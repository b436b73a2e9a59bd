import type { OnProblem } from './problem.js';
import type { Dataset } from './records.js';

/** Notes a set of which every box lies within the first pixel: fractions where pixels belong. */
export function noteFractions({ truth, images }: Dataset, file: string, onNote: OnProblem | undefined): void {
  const { length, x2, y2, image } = truth;
  if (length === 0 || x2.some((x) => x > 1) || y2.some((y) => y > 1)) return;
  if (image.every((index) => images[index]!.width <= 1)) return;
  const message = `all ${length} boxes lie within one pixel: are they fractions of the photograph's sides, where pixels are expected?`;
  onNote?.({ kind: 'odd-value', file, message });
}
