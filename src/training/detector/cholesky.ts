/** Linear systems with a symmetric positive definite matrix, n x n, of which the lower triangle is used. */

/** The lower triangle becomes L with L L' = the matrix. */
export function cholesky(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      matrix[i * n + j] = (matrix[i * n + j]! - product(matrix, i * n, j * n, j)) / matrix[j * n + j]!;
    }
    matrix[i * n + i] = Math.sqrt(matrix[i * n + i]! - product(matrix, i * n, i * n, i));
  }
}

/** Inner product of the first values of two rows, by four sums at once: a single chain of additions would wait for itself. */
function product(matrix: Float64Array, a: number, b: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += matrix[a + k]! * matrix[b + k]!;
    s1 += matrix[a + k + 1]! * matrix[b + k + 1]!;
    s2 += matrix[a + k + 2]! * matrix[b + k + 2]!;
    s3 += matrix[a + k + 3]! * matrix[b + k + 3]!;
  }
  for (; k < length; k++) s0 += matrix[a + k]! * matrix[b + k]!;
  return s0 + s1 + s2 + s3;
}

/** Solves L L' x = b in place. */
export function solve(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i]! -= lower[i * n + k]! * b[k]!;
    b[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= lower[k * n + i]! * b[k]!;
    b[i]! /= lower[i * n + i]!;
  }
}
