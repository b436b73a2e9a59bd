/** OpenCV's Gaussian blur of floats: five taps across, then five down, in single precision. */
import type { Size } from '../../../src/geometry/box.js';
import type { BlurPlane } from '../image-operations.js';

const { fround } = Math;

/** Blurs a plane of bytes to floats of 0..255; pixels at the edge are repeated. */
export function blurPlane({ source, target, size, sigma }: BlurPlane): void {
  const taps = tapsOf(sigma);
  // OpenCV leaves a direction out in which there is nothing to blur.
  const across = size.width > 1 ? blurRows(source, size, taps) : source;
  if (size.height > 1) blurColumns(across, target, size, taps);
  else target.set(across);
}

function blurRows(source: Uint8Array, { width, height }: Size, [middle, next, far]: Taps): Float32Array {
  const across = new Float32Array(width * height);
  for (let y = 0, row = 0; y < height; y++, row += width) {
    for (let x = 0; x < width; x++) {
      const [l2, l1] = [row + (x < 2 ? 0 : x - 2), row + (x < 1 ? 0 : x - 1)];
      const [r1, r2] = [row + Math.min(x + 1, width - 1), row + Math.min(x + 2, width - 1)];
      const near = fround(fround(source[row + x] * middle) + fround((source[l1] + source[r1]) * next));
      across[row + x] = fround(near + fround((source[l2] + source[r2]) * far));
    }
  }
  return across;
}

function blurColumns(
  across: ArrayLike<number>,
  target: Float32Array,
  { width, height }: Size,
  [middle, next, far]: Taps,
): void {
  for (let y = 0, row = 0; y < height; y++, row += width) {
    const [u2, u1] = [width * Math.max(y - 2, 0), width * Math.max(y - 1, 0)];
    const [d1, d2] = [width * Math.min(y + 1, height - 1), width * Math.min(y + 2, height - 1)];
    for (let x = 0; x < width; x++) {
      const near = fround(
        fround(across[row + x] * middle) + fround(fround(across[u1 + x] + across[d1 + x]) * next),
      );
      target[row + x] = fround(near + fround(fround(across[u2 + x] + across[d2 + x]) * far));
    }
  }
}

type Taps = readonly [number, number, number];

/** The middle tap, those beside it and those beyond, single precision. */
function tapsOf(sigma: number): Taps {
  const raw = [0, 1, 2].map((x) => Math.exp((-0.5 * x * x) / (sigma * sigma)));
  const sum = raw[0] + 2 * (raw[1] + raw[2]);
  return raw.map((value) => Math.fround(value / sum)) as unknown as Taps;
}
