/**
 * Ridge regression, solved by Cholesky's method. E = rows, F = features, T = targets; the bias is not shrunk. With many more
 * rows than features by the normal equations, (X'X + lambda I) W' = X'Y, where X has a column of ones; else by the dual
 * ones (see dual-ridge.ts), whose products are made once for all subsets of the rows.
 */

import { cholesky, solve } from './cholesky.js';
import type { RidgeOptions } from './dual-ridge.js';
import { DualRidge } from './dual-ridge.js';

/** With up to this many rows per feature the dual costs less over half a dozen subsets; its products then take 10 MB per class. */
const DUAL = 1.5;

/**
 * @param rows indices of the rows of `features` (E x F) and `targets` (E x T), ascending
 * @returns a function that solves for a subset of the rows, given ascending: T x (F + 1), weights, then the bias
 */
export function ridges(
  features: Float32Array,
  targets: Float32Array,
  rows: Int32Array,
  options: RidgeOptions,
): (some: Int32Array) => Float64Array {
  if (rows.length > DUAL * options.width) return (some) => primal(features, targets, some, options);
  const dual = new DualRidge(features, targets, rows, options);
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  return (some) => dual.solve(some.map((row) => places.get(row)!));
}

/** By the normal equations. @returns as `ridges` */
export function primal(
  features: Float32Array,
  targets: Float32Array,
  rows: ArrayLike<number>,
  { width, targetCount, lambda }: RidgeOptions,
): Float64Array {
  const n = width + 1;
  const gram = new Float64Array(n * n);
  const moments = new Float64Array(targetCount * n);
  const x = new Float64Array(n);
  x[width] = 1;
  for (let r = 0; r < rows.length; r++) {
    for (let f = 0; f < width; f++) x[f] = features[rows[r]! * width + f]!;
    for (let i = 0; i < n; i++) {
      const xi = x[i]!;
      if (xi === 0) continue;
      const at = i * n;
      for (let j = 0; j <= i; j++) gram[at + j]! += xi * x[j]!;
    }
    for (let t = 0; t < targetCount; t++) {
      const y = targets[rows[r]! * targetCount + t]!;
      for (let i = 0; i < n; i++) moments[t * n + i]! += y * x[i]!;
    }
  }
  for (let i = 0; i < width; i++) gram[i * n + i]! += lambda;
  // Without rows of its own the bias would have no pivot.
  gram[n * n - 1]! += 1e-9;
  cholesky(gram, n);
  for (let t = 0; t < targetCount; t++) solve(gram, moments.subarray(t * n, (t + 1) * n));
  return moments;
}
