/**
 * Ridge regression, solved by Cholesky's method. E = rows, F = features, T = targets; the bias is not shrunk. With more
 * rows than features by the normal equations, (X'X + lambda I) W' = X'Y, where X has a column of ones; with fewer, which
 * costs less, by the dual ones of centred rows, (XX' + lambda I) A = Y, W' = X'A.
 */
import { dot } from './dot.js';

export interface RidgeOptions {
  readonly width: number;
  readonly targetCount: number;
  readonly lambda: number;
}

/**
 * @param rows indices of the rows of `features` (E x F) and `targets` (E x T) that teach
 * @returns T x (F + 1): weights, then the bias
 */
export function ridge(
  features: Float32Array,
  targets: Float32Array,
  rows: ArrayLike<number>,
  options: RidgeOptions,
): Float64Array {
  return rows.length > options.width
    ? primal(features, targets, rows, options)
    : dual(features, targets, rows, options);
}

/** Fewer rows than features: a system of as many unknowns as there are rows. */
export function dual(
  features: Float32Array,
  targets: Float32Array,
  rows: ArrayLike<number>,
  { width, targetCount, lambda }: RidgeOptions,
): Float64Array {
  const count = rows.length;
  const x = centred(features, rows, width);
  const y = centred(targets, rows, targetCount);
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) gram[i * count + j] = dot(x.rows, i * width, x.rows, j * width, width);
    gram[i * count + i] += lambda;
  }
  cholesky(gram, count);
  const solution = new Float64Array(targetCount * (width + 1));
  for (let t = 0; t < targetCount; t++) {
    const alpha = Float64Array.from({ length: count }, (_, i) => y.rows[i * targetCount + t]);
    solve(gram, alpha);
    const own = solution.subarray(t * (width + 1), (t + 1) * (width + 1));
    for (let i = 0; i < count; i++) {
      for (let f = 0; f < width; f++) own[f] += alpha[i] * x.rows[i * width + f];
    }
    own[width] = y.mean[t];
    for (let f = 0; f < width; f++) own[width] -= own[f] * x.mean[f];
  }
  return solution;
}

function centred(values: Float32Array, rows: ArrayLike<number>, width: number) {
  const mean = new Float64Array(width);
  for (let r = 0; r < rows.length; r++) {
    for (let f = 0; f < width; f++) mean[f] += values[rows[r] * width + f] / rows.length;
  }
  const moved = new Float32Array(rows.length * width);
  for (let r = 0; r < rows.length; r++) {
    for (let f = 0; f < width; f++) moved[r * width + f] = values[rows[r] * width + f] - mean[f];
  }
  return { mean, rows: moved };
}

/** More rows than features. */
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
    for (let f = 0; f < width; f++) x[f] = features[rows[r] * width + f];
    for (let i = 0; i < n; i++) {
      const xi = x[i];
      if (xi === 0) continue;
      const at = i * n;
      for (let j = 0; j <= i; j++) gram[at + j] += xi * x[j];
    }
    for (let t = 0; t < targetCount; t++) {
      const y = targets[rows[r] * targetCount + t];
      for (let i = 0; i < n; i++) moments[t * n + i] += y * x[i];
    }
  }
  for (let i = 0; i < width; i++) gram[i * n + i] += lambda;
  // Without rows of its own the bias would have no pivot.
  gram[n * n - 1] += 1e-9;
  cholesky(gram, n);
  for (let t = 0; t < targetCount; t++) solve(gram, moments.subarray(t * n, (t + 1) * n));
  return moments;
}

/** The lower triangle becomes L with L L' = the matrix. */
function cholesky(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j];
    }
  }
}

/** Solves L L' x = b in place. */
function solve(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i] -= lower[i * n + k] * b[k];
    b[i] /= lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i] -= lower[k * n + i] * b[k];
    b[i] /= lower[i * n + i];
  }
}
