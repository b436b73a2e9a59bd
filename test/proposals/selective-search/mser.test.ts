import { describe, expect, it } from 'vitest';
import { type MserOptions, stableRegions, stableRoom } from '../../../proposals/selective-search/mser.js';
import { wasmKernels } from '../../../proposals/selective-search/wasm-kernels.js';
import { iou, type Size } from '../../../src/geometry/box.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { randomStream } from '../../../src/random/seeded-stream.js';
import { slowDarkRegions } from '../../support/slow-mser.js';
import golden from './golden/mser.json' with { type: 'json' };

const kernels = wasmKernels();
const defaults: MserOptions = {
  delta: 5,
  minArea: 12,
  maxArea: 100_000,
  maxVariation: 0.25,
  minDiversity: 0,
};

function found(plane: Uint8Array, size: Size, options: Partial<MserOptions> = {}) {
  kernels.memory.reset();
  const {
    box,
    size: area,
    variation,
  } = stableRegions(kernels, stableRoom(kernels.memory, size), {
    plane,
    size,
    options: { ...defaults, ...options },
  });
  return Array.from(area, (pixels, i) => ({
    box: [...box.subarray(4 * i, 4 * i + 4)],
    size: pixels,
    variation: variation[i]!,
  }));
}

function slowly(plane: Uint8Array, size: Size, options: Partial<MserOptions> = {}) {
  const bright = plane.map((level) => 255 - level);
  return [plane, bright].flatMap((levels) => slowDarkRegions(levels, size, { ...defaults, ...options }));
}

type Region = ReturnType<typeof found>[number];
const sorted = (regions: readonly Region[] | ReturnType<typeof slowly>) =>
  regions
    .map(({ box, size, variation }) => `${box.join(' ')}: ${size}, ${Math.fround(variation).toFixed(5)}`)
    .sort();

/** Soft blobs on noise: regions inside regions, of both polarities. */
function blobs({ width, height }: Size, seed: number): Uint8Array {
  const random = randomStream(seed);
  const centres = Array.from({ length: 6 }, () => ({
    x: width * random(),
    y: height * random(),
    reach: 2 + (Math.min(width, height) / 4) * random(),
    rise: 240 * random() - 120,
  }));
  return Uint8Array.from({ length: width * height }, (_, p) => {
    const [x, y] = [p % width, Math.floor(p / width)];
    const sum = centres.reduce(
      (level, of) => level + of.rise / (1 + Math.exp(Math.hypot(x - of.x, y - of.y) - of.reach)),
      128 + 6 * random(),
    );
    return Math.max(0, Math.min(255, sum));
  });
}

describe('the same regions as the definition, threshold by threshold', () => {
  it.each([1, 2, 3, 4, 5, 6])('blobs, seed %i', (seed) => {
    const size = { width: 30, height: 23 };
    const plane = blobs(size, seed);
    const expected = sorted(slowly(plane, size));
    expect(expected.length).toBeGreaterThan(1);
    expect(sorted(found(plane, size))).toEqual(expected);
  });

  it.each([
    ['a longer way up and down', { delta: 20 }],
    ['one level', { delta: 1 }],
    ['the area at its bounds', { minArea: 1, maxArea: 60 }],
    ['any variation', { maxVariation: 0.9 }],
    ['regions that differ by a fifth', { maxVariation: 0.9, minDiversity: 0.2 }],
  ])('%s', (_, options) => {
    const size = { width: 26, height: 21 };
    const plane = blobs(size, 9);
    expect(sorted(found(plane, size, options))).toEqual(sorted(slowly(plane, size, options)));
  });

  it.each([
    ['one pixel', { width: 1, height: 1 }],
    ['one row', { width: 60, height: 1 }],
    ['one column', { width: 1, height: 60 }],
  ])('%s', (_, size) => {
    const plane = blobs(size, 3);
    expect(sorted(found(plane, size))).toEqual(sorted(slowly(plane, size)));
  });
});

it('finds a dark and a bright rectangle on noise where they are', () => {
  const size = { width: 50, height: 40 };
  const random = randomStream(1);
  const plane = Uint8Array.from({ length: size.width * size.height }, () => 100 + 40 * random());
  const paint = (x1: number, y1: number, x2: number, y2: number, level: number) => {
    for (let y = y1; y < y2; y++) plane.fill(level, y * size.width + x1, y * size.width + x2);
  };
  paint(5, 6, 15, 30, 60);
  paint(30, 10, 45, 14, 200);
  const regions = found(plane, size, { maxArea: 1000, minDiversity: 0.2 });
  const boxes = regions.map(({ box, size: area }) => [...box, area]);
  expect(boxes).toEqual([
    [5, 6, 15, 30, 240],
    [30, 10, 45, 14, 60],
  ]);
});

it('finds in a plane of one level the whole of it, in both polarities, and nothing under the bounds', () => {
  const size = { width: 9, height: 7 };
  const plane = new Uint8Array(63).fill(44);
  expect(found(plane, size)).toHaveLength(2);
  expect(found(plane, size, { maxArea: 62 })).toEqual([]);
});

it('takes planes of millions of pixels: ramps, and a region that winds through all of it', () => {
  const size = { width: 1500, height: 1001 };
  const at = (p: number) => ({ x: p % size.width, y: Math.floor(p / size.width) });
  const length = size.width * size.height;
  expect(
    found(
      Uint8Array.from({ length }, (_, p) => at(p).x >> 3),
      size,
    ),
  ).toEqual([]);
  const snake = Uint8Array.from({ length }, (_, p) => {
    const { x, y } = at(p);
    const wall = y % 2 === 1 && x !== (y % 4 === 1 ? size.width - 1 : 0);
    return wall ? 120 + ((p * 7919) % 127) : 20;
  });
  const whole = found(snake, size, { maxArea: length / 2 + size.width }).filter(
    ({ size: area }) => area > length / 3,
  );
  expect(whole.map(({ box }) => box)).toEqual([[0, 0, 1500, 1001]]);
});

/**
 * OpenCV keeps a history of what it merged, in which a region may lack its last pixels: some of its boxes differ
 * by a pixel or two.
 */
it('finds what OpenCV finds in a photograph, and little else', async () => {
  const { width, height, data } = await decodeImage('examples/images/astronaut.png');
  const green = Uint8Array.from({ length: width * height }, (_, p) => data[3 * p + 1]!);
  const ours = found(green, { width, height }, golden.options).map(({ box }) => box);
  const asBox = ([x1, y1, x2, y2]: readonly number[]) => ({ x1: x1!, y1: y1!, x2: x2!, y2: y2! });
  const near = (box: readonly number[], others: readonly (readonly number[])[]) =>
    others.some((other) => iou(asBox(box), asBox(other)) >= 0.8);
  const missing = golden.boxes.filter((box) => !near(box, ours));
  const more = ours.filter((box) => !near(box, golden.boxes));
  expect(missing.length).toBeLessThanOrEqual(0.02 * golden.boxes.length);
  expect(more.length).toBeLessThanOrEqual(0.03 * ours.length);
});
