/** OpenCV is the truth here: every bit of what a browser computes is compared with it. */
import { describe, expect, it } from 'vitest';
import { COLOR_SPACES, type ColorSpace } from '../../../../proposals/selective-search/color-spaces.js';
import { openCvOperations } from '../../../../proposals/selective-search/opencv-operations.js';
import { plainOperations } from '../../../../proposals/selective-search/plain/operations.js';
import type { Raster } from '../../../../src/imaging/raster.js';
import { loadOpenCv } from '../../../../src/platform/node/load-opencv.js';
import { randomStream } from '../../../../src/random/seeded-stream.js';

const openCv = openCvOperations(loadOpenCv());

/** All reds and greens with every fifth blue, greys on the way: 3.4 million colours. */
const colours: Raster = (() => {
  const [width, height] = [256 * 52, 256];
  const data = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) data.set([p & 255, (p >> 8) & 255, 5 * (p >> 16)], 3 * p);
  return { width, height, data };
})();

describe('in plain JavaScript, bit by bit as OpenCV', () => {
  it.each(Object.keys(COLOR_SPACES) as ColorSpace[])('converts to %s', (space) => {
    const [plain, native] = [new Uint8Array(colours.data.length), new Uint8Array(colours.data.length)];
    plainOperations.convert(colours, space, plain);
    openCv.convert(colours, space, native);
    expect(differences(plain, native)).toBe(0);
  });

  it.each([
    ['a picture', 97, 61],
    ['one of three columns', 3, 50],
    ['one pixel', 1, 1],
    ['one row, which is blurred across alone', 40, 1],
    ['one column, which is blurred down alone', 1, 41],
  ])('blurs %s', (_, width, height) => {
    const { data: source } = noise(width, height, 1);
    const [plain, native] = [new Float32Array(source.length), new Float32Array(source.length)];
    const common = { source, size: { width, height }, sigma: 0.8 };
    plainOperations.blur({ ...common, target: plain });
    openCv.blur({ ...common, target: native });
    expect(differences(plain, native)).toBe(0);
  });

  it.each([
    ['by a fraction', [97, 61], [50, 31]],
    ['a little, rows and columns by other factors', [640, 480], [577, 433]],
    ['by two: OpenCV averages integers', [80, 60], [40, 30]],
    ['by whole numbers', [90, 60], [30, 10]],
    ['in one direction alone', [300, 10], [200, 10]],
    ['to one pixel', [5, 3], [1, 1]],
    ['not at all', [7, 5], [7, 5]],
  ] as const)('shrinks %s', (_, [width, height], [toWidth, toHeight]) => {
    const image = noise(width, height, 3);
    const size = { width: toWidth, height: toHeight };
    const [plain, native] = [plainOperations.shrink(image, size), openCv.shrink(image, size)];
    expect({ width: plain.width, height: plain.height }).toEqual(size);
    expect(differences(plain.data, native.data)).toBe(0);
  });
});

function noise(width: number, height: number, channels: number): Raster {
  const random = randomStream(width);
  const data = Uint8Array.from({ length: channels * width * height }, () => 256 * random());
  return { width, height, data };
}

function differences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) count++;
  return count;
}
