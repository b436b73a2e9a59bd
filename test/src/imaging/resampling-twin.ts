import type { Raster } from '../../../src/imaging/raster.js';
import type { Interpolation } from '../../../src/imaging/taps.js';

/** Any value of a picture whose edge pixels go on for ever. */
function pixel({ width, height, data }: Raster, x: number, y: number, channel: number): number {
  const within = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);
  return data[3 * (within(y, height) * width + within(x, width)) + channel];
}

function cubic(t: number): number {
  const a = -0.75;
  const x = Math.abs(t);
  if (x <= 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
}

/** The kernel of one axis as a function of the pixel: written from the definition, without tables. */
function weight(method: Interpolation, k: number, start: number, step: number): number {
  const centre = start + step / 2;
  switch (method) {
    case 'nearest':
      return Math.floor(centre) === k ? 1 : 0;
    case 'bilinear':
      return Math.max(0, 1 - Math.abs(centre - 0.5 - k));
    case 'cubic':
      return cubic(centre - 0.5 - k);
    case 'area':
      return Math.max(0, Math.min(start + step, k + 1) - Math.max(start, k)) / step;
  }
}

export interface Point {
  readonly raster: Raster;
  readonly x: { start: number; step: number; method: Interpolation };
  readonly y: { start: number; step: number; method: Interpolation };
  readonly channel: number;
}

/** One value of a resampled picture, as a double sum over every pixel near the window. */
export function slowSample({ raster, x, y, channel }: Point): number {
  let sum = 0;
  for (let row = Math.floor(y.start) - 3; row <= Math.ceil(y.start + y.step) + 3; row++) {
    const down = weight(y.method, row, y.start, y.step);
    if (down === 0) continue;
    for (let column = Math.floor(x.start) - 3; column <= Math.ceil(x.start + x.step) + 3; column++) {
      sum += down * weight(x.method, column, x.start, x.step) * pixel(raster, column, row, channel);
    }
  }
  return sum;
}
