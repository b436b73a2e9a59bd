/**
 * One axis of a resampling: which source pixels each output pixel reads, and with what weights. Pixel k covers
 * the interval [k, k + 1) and has its centre at k + 0.5 (half-pixel centres, as everywhere in this project);
 * output pixel i of n covers a window of a part [from, to) of the source that is 1/n of its length.
 */

/**
 * `nearest`: the pixel under the centre. `bilinear`: the two pixels around the centre, without a filter when
 * shrinking. `cubic`: four pixels, Keys' kernel. `area`: the exact average over the window, also when enlarging.
 * All but `nearest` are OpenCV's definitions (INTER_LINEAR, INTER_CUBIC, INTER_AREA), which the networks of the
 * time were trained with; OpenCV's INTER_NEAREST takes the pixel under the window's left edge, half a pixel off.
 */
export type Interpolation = 'nearest' | 'bilinear' | 'area' | 'cubic';

export const INTERPOLATIONS: readonly Interpolation[] = ['nearest', 'bilinear', 'area', 'cubic'];

/** Keys' free parameter: -0.75 as in OpenCV and PyTorch (Pillow and MATLAB take -0.5, which is softer). */
const CUBIC_A = -0.75;

/** The reads of n output pixels, `count` each: pixels `first[i]` to `first[i] + count - 1`, all inside the source. */
export interface Taps {
  readonly length: number;
  readonly count: number;
  readonly first: Int32Array;
  /** n x count, each pixel's sum 1; float64, since the arithmetic is. */
  readonly weights: Float64Array;
}

export interface Axis {
  /** Pixels of the source along this axis. */
  readonly source: number;
  /** The part that is resampled, in source pixels; may be fractional. What lies outside repeats the edge pixel. */
  readonly from: number;
  readonly to: number;
  /** Output pixels. */
  readonly length: number;
  readonly method: Interpolation;
}

/** Which source pixels make up each output pixel of an axis, and by what weights. */
export function tapsFor({ source, from, to, length, method }: Axis): Taps {
  const step = (to - from) / length;
  const count = Math.min(source, reach(method, step));
  const first = new Int32Array(length);
  const weights = new Float64Array(length * count);
  for (let i = 0; i < length; i++) {
    const start = from + i * step;
    const lowest = lowestTap(method, start, step);
    const base = Math.min(Math.max(lowest, 0), source - count);
    first[i] = base;
    addWeights({ method, start, step, lowest, base, last: source - 1 }, weights, i * count, count);
  }
  return { length, count, first, weights };
}

/** The same reads in reverse order: a mirrored picture. */
export function mirrored({ length, count, first, weights }: Taps): Taps {
  const turned = new Float64Array(weights.length);
  for (let i = 0; i < length; i++) {
    turned.set(weights.subarray(i * count, (i + 1) * count), (length - 1 - i) * count);
  }
  return { length, count, first: first.slice().reverse(), weights: turned };
}

/** Source pixels that one output pixel can touch. */
function reach(method: Interpolation, step: number): number {
  switch (method) {
    case 'nearest':
      return 1;
    case 'bilinear':
      return 2;
    case 'cubic':
      return 4;
    case 'area':
      return Math.ceil(step) + 1;
  }
}

function lowestTap(method: Interpolation, start: number, step: number): number {
  const centre = start + step / 2;
  switch (method) {
    case 'nearest':
      return Math.floor(centre);
    case 'bilinear':
      return Math.floor(centre - 0.5);
    case 'cubic':
      return Math.floor(centre - 0.5) - 1;
    case 'area':
      return Math.floor(start);
  }
}

interface Window {
  readonly method: Interpolation;
  readonly start: number;
  readonly step: number;
  readonly lowest: number;
  readonly base: number;
  readonly last: number;
}

/** Pixels beyond an edge are the edge pixel: their weight is added to its. */
function addWeights(window: Window, weights: Float64Array, at: number, count: number): void {
  const { method, start, step, lowest, base, last } = window;
  const taps = reach(method, step);
  let sum = 0;
  for (let k = 0; k < taps; k++) {
    const weight = weightOf(method, lowest + k, start, step);
    if (weight === 0) continue;
    const pixel = Math.min(Math.max(lowest + k, 0), last);
    weights[at + pixel - base] += weight;
    sum += weight;
  }
  for (let k = 0; k < count; k++) weights[at + k] /= sum;
}

function weightOf(method: Interpolation, pixel: number, start: number, step: number): number {
  const distance = Math.abs(start + step / 2 - (pixel + 0.5));
  switch (method) {
    case 'nearest':
      return 1;
    case 'bilinear':
      return Math.max(0, 1 - distance);
    case 'cubic':
      return keys(distance);
    case 'area':
      return Math.max(0, Math.min(start + step, pixel + 1) - Math.max(start, pixel));
  }
}

/** Keys (1981): 1 at 0, 0 at the other integers, support 2. */
function keys(x: number): number {
  if (x < 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
  if (x < 2) return ((CUBIC_A * x - 5 * CUBIC_A) * x + 8 * CUBIC_A) * x - 4 * CUBIC_A;
  return 0;
}
