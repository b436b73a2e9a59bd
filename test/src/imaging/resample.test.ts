import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MatScope } from '../../../src/imaging/opencv.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { resizeRaster } from '../../../src/imaging/resample.js';
import { INTERPOLATIONS, type Interpolation } from '../../../src/imaging/taps.js';
import { loadOpenCv } from '../../../src/platform/node/load-opencv.js';
import { noise } from '../../support/noise.js';
import { slowSample } from './resampling-twin.js';

const sizes = [
  ['shrinking by whole numbers', { width: 24, height: 18 }, { width: 8, height: 6 }],
  ['shrinking by fractions', { width: 37, height: 23 }, { width: 11, height: 16 }],
  ['enlarging by fractions', { width: 9, height: 7 }, { width: 31, height: 23 }],
  ['one way each', { width: 10, height: 40 }, { width: 33, height: 5 }],
  ['one pixel to many', { width: 1, height: 1 }, { width: 4, height: 3 }],
  ['many pixels to one', { width: 13, height: 9 }, { width: 1, height: 1 }],
  ['narrower than the cubic kernel', { width: 3, height: 2 }, { width: 7, height: 8 }],
  ['long and thin', { width: 3, height: 400 }, { width: 32, height: 32 }],
] as const;

function largestDifference(a: Raster, b: Raster): number {
  expect({ width: a.width, height: a.height }).toEqual({ width: b.width, height: b.height });
  let largest = 0;
  for (let i = 0; i < b.data.length; i++) largest = Math.max(largest, Math.abs(a.data[i] - b.data[i]));
  return largest;
}

function byOpenCv(raster: Raster, size: { width: number; height: number }, method: Interpolation): Raster {
  const cv = loadOpenCv();
  const flags = {
    nearest: cv.INTER_NEAREST,
    bilinear: cv.INTER_LINEAR,
    area: cv.INTER_AREA,
    cubic: cv.INTER_CUBIC,
  };
  using scope = new MatScope(cv);
  const from = scope.fromRaster(raster);
  const to = scope.mat();
  cv.resize(from, to, size, 0, 0, flags[method]);
  return { ...size, data: to.data.slice() };
}

describe.each(INTERPOLATIONS)('resizeRaster, %s', (method) => {
  it.each(sizes)('%s equals the definition', (_, from, to) => {
    const raster = noise(from.width, from.height);
    const resized = resizeRaster(raster, to, method);
    for (let y = 0; y < to.height; y++) {
      for (let x = 0; x < to.width; x++) {
        for (let channel = 0; channel < 3; channel++) {
          const [sx, sy] = [from.width / to.width, from.height / to.height];
          const slow = slowSample({
            raster,
            x: { start: x * sx, step: sx, method },
            y: { start: y * sy, step: sy, method },
            channel,
          });
          const fast = resized.data[3 * (y * to.width + x) + channel];
          // Half a level by rounding, and what float32 may turn at a half.
          expect(Math.abs(fast - Math.min(255, Math.max(0, slow))), `${x}, ${y}`).toBeLessThanOrEqual(0.5001);
        }
      }
    }
  });

  it('to its own size is the same picture', () => {
    const raster = noise(17, 12);
    expect(resizeRaster(raster, raster, method)).toEqual(raster);
  });

  it('keeps a constant picture constant', () => {
    const raster = { width: 19, height: 31, data: new Uint8Array(3 * 19 * 31).fill(201) };
    expect(new Set(resizeRaster(raster, { width: 50, height: 7 }, method).data)).toEqual(new Set([201]));
  });

  it('does not change its argument', () => {
    const raster = noise(9, 9);
    const before = raster.data.slice();
    resizeRaster(raster, { width: 4, height: 20 }, method);
    expect(raster.data).toEqual(before);
  });
});

describe('resizeRaster against OpenCV', () => {
  it.each([
    // OpenCV's bytes go through 11-bit fixed-point weights, one rounding an axis: up to one level.
    ['bilinear', { width: 64, height: 48 }, 1],
    ['bilinear', { width: 23, height: 17 }, 1],
    ['cubic', { width: 64, height: 48 }, 1],
    ['cubic', { width: 23, height: 17 }, 1],
    ['area', { width: 16, height: 12 }, 1],
    ['area', { width: 23, height: 17 }, 1],
    ['area', { width: 64, height: 48 }, 1],
  ] as const)('%s to %o within %i', (method, size, tolerance) => {
    const raster = noise(48, 36);
    expect(
      largestDifference(resizeRaster(raster, size, method), byOpenCv(raster, size, method)),
    ).toBeLessThanOrEqual(tolerance);
  });

  it('nearest takes the pixel under the centre, where OpenCV takes the one under the left edge', () => {
    const raster = { width: 4, height: 1, data: Uint8Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3) };
    const red = ({ data }: Raster) => [data[0], data[3]];
    expect(red(resizeRaster(raster, { width: 2, height: 1 }, 'nearest'))).toEqual([1, 3]);
    expect(red(byOpenCv(raster, { width: 2, height: 1 }, 'nearest'))).toEqual([0, 2]);
  });
});

describe('resizeRaster against sharp', () => {
  it('nearest takes the pixels that sharp takes', async () => {
    const raster = noise(48, 36);
    const input = { raw: { width: 48, height: 36, channels: 3 as const } };
    const data = await sharp(raster.data, input)
      .resize(12, 9, { kernel: 'nearest', fit: 'fill' })
      .raw()
      .toBuffer();
    const nearest = { width: 12, height: 9, data };
    const ours = resizeRaster(raster, nearest, 'nearest');
    expect(ours.data.length).toBe(nearest.data.length);
    expect(largestDifference(ours, nearest)).toBe(0);
  });
});

describe('resizeRaster at edges', () => {
  it('cubic overshoots and is clamped, not wrapped', () => {
    const data = Uint8Array.from({ length: 3 * 8 }, (_, i) => (i < 12 ? 0 : 255));
    const { data: sharpEdge } = resizeRaster(
      { width: 8, height: 1, data },
      { width: 64, height: 1 },
      'cubic',
    );
    expect(Math.min(...sharpEdge.subarray(0, 90))).toBe(0);
    expect(Math.max(...sharpEdge.subarray(0, 80))).toBeLessThan(30);
    expect(sharpEdge.at(-1)).toBe(255);
  });

  it('rounds halves up', () => {
    const raster = { width: 2, height: 1, data: Uint8Array.of(0, 2, 4, 1, 3, 5) };
    expect([...resizeRaster(raster, { width: 1, height: 1 }, 'area').data]).toEqual([1, 3, 5]);
  });
});
