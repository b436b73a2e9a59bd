import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';

/** How many parts there are. @param folds the part of each photograph, from 0 */
export function foldCount(folds: Int32Array): number {
  return 1 + folds.reduce((most, fold) => Math.max(most, fold), 0);
}

/**
 * Divides photographs into parts of about one size at random. A group, such as the copies that a labelling tool made of
 * one photograph, stays together.
 *
 * @param groups indices of photographs
 * @returns the part of each photograph, from 0
 */
export function drawFolds(
  groups: readonly (readonly number[])[],
  { folds, seed }: { readonly folds: number; readonly seed: number },
): Int32Array {
  const part = new Int32Array(groups.reduce((sum, group) => sum + group.length, 0));
  const sizes = new Array<number>(folds).fill(0);
  for (const g of shuffled(keyedStream(PURPOSE.folds, seed), groups.length)) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    for (const photograph of groups[g]!) part[photograph] = smallest;
    sizes[smallest]! += groups[g]!.length;
  }
  return part;
}
