/** Averages what views or an ensemble's members say. V = views or members, K = values of each: probabilities, boxes. */
import { RcnnError } from './errors.js';

/** Ways to average: the paper uses the mean and found the maximum to be worse [GoogLeNet, section 7]. */
export const AVERAGES = ['mean', 'maximum'] as const;
export type Average = (typeof AVERAGES)[number];

export interface AverageOptions {
  readonly by?: Average;
  /** V, weights in the mean; the maximum ignores them. Default: all the same. */
  readonly weights?: readonly number[];
}

/**
 * K values: the mean or the maximum of each.
 *
 * @param rows V of K values each
 * @throws RcnnError `bad-option` when there is no row, or the rows differ in length
 */
export function combined(
  rows: readonly Float32Array[],
  { by = 'mean', weights }: AverageOptions = {},
): Float32Array {
  const [first] = rows;
  if (!first || rows.some(({ length }) => length !== first.length)) {
    throw new RcnnError(
      'bad-option',
      `Expected scores of the same classes to average, but got rows of ${rows.map(({ length }) => length).join(', ') || 'none'}.`,
    );
  }
  const total = new Float64Array(first.length).fill(by === 'mean' ? 0 : Number.NEGATIVE_INFINITY);
  let weightOfAll = 0;
  rows.forEach((row, i) => {
    const weight = weights?.[i] ?? 1;
    weightOfAll += weight;
    row.forEach((value, k) => {
      total[k] = by === 'mean' ? total[k]! + weight * value : Math.max(total[k]!, value);
    });
  });
  return Float32Array.from(total, (value) => (by === 'mean' ? value / weightOfAll : value));
}

/**
 * K probabilities that sum to 1: {@link combined}, and made to.
 *
 * @throws RcnnError as `combined`
 */
export function averaged(rows: readonly Float32Array[], options: AverageOptions = {}): Float32Array {
  const values = combined(rows, options);
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}
