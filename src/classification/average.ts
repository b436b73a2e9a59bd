/** Averages the probabilities of views or of an ensemble's members. V = views or members, K = classes. */
import { RcnnError } from '../errors.js';

/**
 * Ways to average: the paper uses the mean and found the maximum to be worse [GoogLeNet, section 7].
 */
export const AVERAGES = ['mean', 'maximum'] as const;
export type Average = (typeof AVERAGES)[number];

/**
 * K probabilities that sum to 1.
 *
 * @param rows V of K probabilities each
 * @param weights V, weights in the mean; the maximum ignores them
 * @throws RcnnError `bad-option` when there is no row, or the rows differ in length
 */
export function averaged(
  rows: readonly Float32Array[],
  { by = 'mean', weights }: { readonly by?: Average; readonly weights?: readonly number[] } = {},
): Float32Array {
  const [first] = rows;
  if (!first || rows.some(({ length }) => length !== first.length)) {
    throw new RcnnError(
      'bad-option',
      `Expected scores of the same classes to average, but got rows of ${rows.map(({ length }) => length).join(', ') || 'none'}.`,
    );
  }
  const total = new Float64Array(first.length);
  rows.forEach((row, i) => {
    const weight = weights?.[i] ?? 1;
    row.forEach((value, k) => {
      total[k] = by === 'mean' ? total[k]! + weight * value : Math.max(total[k]!, value);
    });
  });
  const sum = total.reduce((a, b) => a + b, 0);
  return Float32Array.from(total, (value) => value / sum);
}
