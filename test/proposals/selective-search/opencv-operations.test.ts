import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLOR_SPACES, type ColorSpace } from '../../../proposals/selective-search/color-spaces.js';
import { openCvOperations } from '../../../proposals/selective-search/opencv-operations.js';
import { RcnnError } from '../../../src/errors.js';
import { matCounts } from '../../../src/imaging/opencv.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { loadOpenCv } from '../../../src/platform/node/load-opencv.js';
import { noise } from '../../support/noise.js';
import { slowImageOperations } from '../../support/slow-image-operations.js';

const images = openCvOperations(loadOpenCv());

/** Black, white, a grey, and pure colours, whose hue or share is at an end of its range. */
const extremes: Raster = {
  width: 4,
  height: 2,
  data: Uint8Array.of(
    ...[0, 0, 0, 255, 255, 255, 77, 77, 77, 255, 0, 0],
    ...[0, 255, 0, 0, 0, 255, 255, 0, 1, 1, 0, 0],
  ),
};

const pictures = [
  ['noise', noise(97, 61)],
  ['black, white, grey and pure colours', extremes],
  ['one pixel', noise(1, 1)],
  ['one row', noise(40, 1)],
  ['one column', noise(1, 41)],
] as const;

let before = matCounts();
beforeEach(() => {
  before = matCounts();
});
afterEach(() => {
  expect(matCounts().alive).toBe(before.alive);
});

describe.each(Object.keys(COLOR_SPACES) as ColorSpace[])('%s', (space) => {
  it.each(pictures)('is as near to the formulas as OpenCV is: %s', (_, image) => {
    const pixels = image.width * image.height;
    const [fast, slow] = [new Uint8Array(3 * pixels), new Uint8Array(3 * pixels)];
    images.convert(image, space, fast);
    slowImageOperations.convert(image, space, slow);
    // Around the circle of hues, 0 is next to 255.
    const turn = space === 'hsv' || space === 'h' ? pixels : 0;
    const apart = fast.map((value, i) => {
      const straight = Math.abs(value - slow[i]!);
      return i < turn ? Math.min(straight, 256 - straight) : straight;
    });
    // OpenCV makes Lab from tables of whole numbers, which are coarse where colours are nearly black.
    expect(Math.max(...apart)).toBeLessThanOrEqual(space === 'lab' ? 2 : 1);
  });
});

it.each(pictures)('blurs as the definition does: %s', (_, { width, height, data }) => {
  const source = data.subarray(0, width * height);
  const [fast, slow] = [new Float32Array(source.length), new Float32Array(source.length)];
  images.blur({ source, target: fast, size: { width, height }, sigma: 0.8 });
  slowImageOperations.blur({ source, target: slow, size: { width, height }, sigma: 0.8 });
  expect(Math.max(...fast.map((value, i) => Math.abs(value - slow[i]!)))).toBeLessThan(1e-3);
  expect(matCounts().made).toBeGreaterThan(before.made);
});

it.each([
  ['a whole fraction', { width: 30, height: 20 }],
  ['no whole fraction', { width: 37, height: 23 }],
  ['one pixel', { width: 1, height: 1 }],
])('shrinks to the averages of areas: %s', (_, size) => {
  const image = noise(90, 60);
  const [fast, slow] = [images, slowImageOperations].map((by) => by.shrink(image, size));
  expect(fast).toMatchObject(size);
  expect(Math.max(...fast!.data.map((value, i) => Math.abs(value - slow!.data[i]!)))).toBeLessThanOrEqual(1);
});

it('says in words what OpenCV refused', () => {
  const shrink = () => images.shrink(noise(4, 4), { width: 0, height: 0 });
  expect(shrink).toThrow(RcnnError);
  expect(shrink).toThrow(/OpenCV: .*resize/s);
});
