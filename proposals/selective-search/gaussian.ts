/** P = pixels. Gaussian blur of one plane, separable, edges replicated. */

/** Taps beyond 3 weigh under 1e-5 at sigma 0.8, the only sigma that selective search uses. */
const RADIUS = 3;

/** One side of the normalised kernel: the weight at distance 0, 1, 2, 3. */
export function gaussianTaps(sigma: number): Float32Array {
  const taps = Float64Array.from({ length: RADIUS + 1 }, (_, d) => Math.exp(-0.5 * (d / sigma) ** 2));
  const sum = taps.reduce((total, tap, d) => total + (d === 0 ? tap : 2 * tap), 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}

export interface BlurPlane {
  /** P bytes. */
  readonly source: Uint8Array;
  /** P floats, 0..255. */
  readonly target: Float32Array;
  /** P floats, overwritten. */
  readonly scratch: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly taps: Float32Array;
}

export function blur({ source, target, scratch, width, height, taps }: BlurPlane): void {
  const f = Math.fround;
  const [t0, t1, t2, t3] = taps;
  const last = width - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const inside = x >= RADIUS && x + RADIUS <= last;
      const at = row + x;
      const l1 = inside || x >= 1 ? at - 1 : row;
      const l2 = inside || x >= 2 ? at - 2 : row;
      const l3 = inside || x >= 3 ? at - 3 : row;
      const r1 = inside || x + 1 <= last ? at + 1 : row + last;
      const r2 = inside || x + 2 <= last ? at + 2 : row + last;
      const r3 = inside || x + 3 <= last ? at + 3 : row + last;
      const near = f(f(t0 * source[at]) + f(t1 * (source[l1] + source[r1])));
      const far = f(f(t2 * (source[l2] + source[r2])) + f(t3 * (source[l3] + source[r3])));
      scratch[at] = near + far;
    }
  }
  const bottom = height - 1;
  const rowAt = (y: number) => (y < 0 ? 0 : Math.min(y, bottom)) * width;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const [u1, u2, u3] = [rowAt(y - 1), rowAt(y - 2), rowAt(y - 3)];
    const [d1, d2, d3] = [rowAt(y + 1), rowAt(y + 2), rowAt(y + 3)];
    for (let x = 0; x < width; x++) {
      const near = f(f(t0 * scratch[row + x]) + f(t1 * f(scratch[u1 + x] + scratch[d1 + x])));
      const far = f(
        f(t2 * f(scratch[u2 + x] + scratch[d2 + x])) + f(t3 * f(scratch[u3 + x] + scratch[d3 + x])),
      );
      target[row + x] = near + far;
    }
  }
}
