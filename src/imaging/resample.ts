/**
 * Separable resampling of Rasters, exact and equal on every machine (IEEE doubles, one order of operations):
 * what training and crops rely on. Source rows are filtered across once, kept in a ring of as many rows as the
 * vertical filter reads, and combined down: the scratch memory is a few output rows, whatever the sizes.
 */
import type { Size } from '../geometry/box.js';
import type { Raster } from './raster.js';
import { type Interpolation, type Taps, tapsFor } from './taps.js';

/** Where the three planes of the output go, red first, and what becomes of each value: `(value - shift) * scale`. */
export interface Planes {
  readonly into: Float32Array;
  /** Of each plane's first value. */
  readonly offsets: readonly [number, number, number];
  /** From one row to the next; 0 writes all rows over each other, for `afterRow` to take. */
  readonly stride: number;
  readonly shift: readonly [number, number, number];
  readonly scale: number;
  readonly afterRow?: (y: number) => void;
}

/** The filters of both axes. */
interface TapsPair {
  readonly x: Taps;
  readonly y: Taps;
}

/** Resamples a whole Raster to `size` (width and height at least 1). Values are rounded, halves up. */
export function resizeRaster(raster: Raster, size: Size, method: Interpolation): Raster {
  const { width, height } = size;
  const data = new Uint8ClampedArray(3 * width * height);
  const x = tapsFor({ source: raster.width, from: 0, to: raster.width, length: width, method });
  const y = tapsFor({ source: raster.height, from: 0, to: raster.height, length: height, method });
  resampleToBytes(raster, { x, y }, (row) => ({ data, at: 3 * row * width }));
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** As {@link resample}, rounded to interleaved bytes: `place` says where each output row goes. */
export function resampleToBytes(
  raster: Raster,
  taps: TapsPair,
  place: (y: number) => { data: Uint8ClampedArray; at: number },
): void {
  const width = taps.x.length;
  const into = new Float32Array(3 * width);
  const afterRow = (y: number) => {
    const { data, at } = place(y);
    // A clamped array rounds halves to even by itself; cut to an integer first, it only clamps (cubic overshoots).
    for (let x = 0, to = at; x < width; x++, to += 3) {
      data[to] = (into[x] + 0.5) | 0;
      data[to + 1] = (into[width + x] + 0.5) | 0;
      data[to + 2] = (into[2 * width + x] + 0.5) | 0;
    }
  };
  resample(raster, taps, {
    into,
    offsets: [0, width, 2 * width],
    stride: 0,
    shift: [0, 0, 0],
    scale: 1,
    afterRow,
  });
}

/** Runs both filters, rows from the top. */
export function resample(raster: Raster, { x, y }: TapsPair, planes: Planes): void {
  const ring = Array.from({ length: y.count }, () => new Float64Array(3 * x.length));
  const held = new Int32Array(y.count).fill(-1);
  const sum = new Float64Array(3 * x.length);
  for (let i = 0; i < y.length; i++) {
    const first = y.first[i];
    for (let k = 0; k < y.count; k++) {
      const slot = (first + k) % y.count;
      if (held[slot] === first + k || y.weights[i * y.count + k] === 0) continue;
      filterRow(raster, first + k, x, ring[slot]);
      shiftRow(ring[slot], planes);
      held[slot] = first + k;
    }
    combine(ring, y, i, planes, sum);
    planes.afterRow?.(i);
  }
}

function filterRow(raster: Raster, y: number, taps: Taps, out: Float64Array): void {
  const data = raster.data;
  const start = 3 * y * raster.width;
  const { length, count, first, weights } = taps;
  if (count === 2) {
    for (let x = 0; x < length; x++) {
      const at = start + 3 * first[x];
      const left = weights[2 * x];
      const right = weights[2 * x + 1];
      out[x] = left * data[at] + right * data[at + 3];
      out[length + x] = left * data[at + 1] + right * data[at + 4];
      out[2 * length + x] = left * data[at + 2] + right * data[at + 5];
    }
    return;
  }
  if (count === 4) {
    filterRowBy4(data, start, taps, out);
    return;
  }
  for (let x = 0; x < length; x++) {
    let at = start + 3 * first[x];
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = x * count; k < (x + 1) * count; k++) {
      const weight = weights[k];
      red += weight * data[at];
      green += weight * data[at + 1];
      blue += weight * data[at + 2];
      at += 3;
    }
    out[x] = red;
    out[length + x] = green;
    out[2 * length + x] = blue;
  }
}

/** The case of cubic and of areas to three pixels wide, unrolled: a third off the time. */
function filterRowBy4(data: Uint8Array, start: number, { length, first, weights }: Taps, out: Float64Array) {
  for (let x = 0; x < length; x++) {
    const at = start + 3 * first[x];
    const a = weights[4 * x];
    const b = weights[4 * x + 1];
    const c = weights[4 * x + 2];
    const d = weights[4 * x + 3];
    out[x] = a * data[at] + b * data[at + 3] + c * data[at + 6] + d * data[at + 9];
    out[length + x] = a * data[at + 1] + b * data[at + 4] + c * data[at + 7] + d * data[at + 10];
    out[2 * length + x] = a * data[at + 2] + b * data[at + 5] + c * data[at + 8] + d * data[at + 11];
  }
}

/** Before the vertical filter, which keeps it (its weights sum to 1): fewer rows than after it when enlarging. */
function shiftRow(row: Float64Array, { shift, scale }: Planes): void {
  const length = row.length / 3;
  for (let c = 0; c < 3; c++) {
    const mean = shift[c];
    if (mean === 0 && scale === 1) continue;
    for (let x = c * length; x < (c + 1) * length; x++) row[x] = (row[x] - mean) * scale;
  }
}

/** @param sum scratch of 3 x width, for filters of more than two rows */
function combine(ring: readonly Float64Array[], taps: Taps, i: number, planes: Planes, sum: Float64Array) {
  const { count, first, weights } = taps;
  const { into, offsets, stride } = planes;
  const length = sum.length / 3;
  if (count > 2) addRows(ring, taps, i, sum);
  for (let c = 0; c < 3; c++) {
    const to = offsets[c] + i * stride;
    const from = c * length;
    if (count === 2) {
      const above = ring[first[i] % 2];
      const below = ring[(first[i] + 1) % 2];
      blend({ above, below, from, length, upper: weights[2 * i], lower: weights[2 * i + 1] }, into, to);
    } else {
      into.set((count === 1 ? ring[0] : sum).subarray(from, from + length), to);
    }
  }
}

function addRows(
  ring: readonly Float64Array[],
  { count, first, weights }: Taps,
  i: number,
  sum: Float64Array,
) {
  sum.fill(0);
  for (let k = 0; k < count; k++) {
    const weight = weights[i * count + k];
    if (weight === 0) continue;
    const row = ring[(first[i] + k) % count];
    for (let x = 0; x < sum.length; x++) sum[x] += weight * row[x];
  }
}

interface Pair {
  readonly above: Float64Array;
  readonly below: Float64Array;
  readonly from: number;
  readonly length: number;
  readonly upper: number;
  readonly lower: number;
}

/** Two rows of which one may not have been filtered, when its weight is 0. */
function blend({ above, below, from, length, upper, lower }: Pair, into: Float32Array, to: number): void {
  if (lower === 0) into.set(above.subarray(from, from + length), to);
  else if (upper === 0) into.set(below.subarray(from, from + length), to);
  else for (let x = 0; x < length; x++) into[to + x] = upper * above[from + x] + lower * below[from + x];
}
