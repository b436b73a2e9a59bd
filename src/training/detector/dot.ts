/** Inner product of `width` floats, four sums at once: a single chain of additions would wait for itself. */
export function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let f = 0;
  for (; f + 3 < width; f += 4) {
    s0 += a[atA + f] * b[atB + f];
    s1 += a[atA + f + 1] * b[atB + f + 1];
    s2 += a[atA + f + 2] * b[atB + f + 2];
    s3 += a[atA + f + 3] * b[atB + f + 3];
  }
  for (; f < width; f++) s0 += a[atA + f] * b[atB + f];
  return s0 + s1 + s2 + s3;
}
