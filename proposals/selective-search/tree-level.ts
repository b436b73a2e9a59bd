/** P = pixels. A merge tree cut at a number of regions, for pictures. */
import type { MergeTree } from './grouping.js';

/** P region numbers when `regions` are left (at least 1, at most the tree's segments). */
export function labelsAt(tree: MergeTree, labels: Int32Array, regions: number): Int32Array {
  const merges = Math.min(tree.left.length, Math.max(0, tree.segments - regions));
  const owner = Int32Array.from({ length: tree.segments + merges }, (_, region) => region);
  for (let m = merges - 1; m >= 0; m--) {
    const own = owner[tree.segments + m];
    owner[tree.left[m]] = own;
    owner[tree.right[m]] = own;
  }
  return labels.map((segment) => owner[segment]);
}
