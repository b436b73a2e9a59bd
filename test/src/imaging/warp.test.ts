import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/geometry/box.js';
import { BVLC_PREPROCESSING, type Preprocessing } from '../../../src/imaging/preprocessing.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { cropRaster, type WarpMethod, warpBox } from '../../../src/imaging/warp.js';
import { noise } from '../../support/noise.js';
import { slowSample } from './resampling-twin.js';

const raster = noise(40, 30);
const scaled: Preprocessing = { channelOrder: 'rgb', mean: [123.68, 116.78, 103.94], scale: 1 / 58 };

interface Twin {
  readonly width: number;
  readonly height: number;
  readonly preprocessing: Preprocessing;
  readonly method?: WarpMethod;
}

/** From the definition, value by value. */
function slowWarp(box: Box, { width, height, preprocessing, method = 'adaptive' }: Twin): Float32Array {
  const { channelOrder, mean, scale = 1 } = preprocessing;
  const out = new Float32Array(3 * width * height);
  const [sx, sy] = [(box.x2 - box.x1) / width, (box.y2 - box.y1) / height];
  const choose = (step: number) => (method !== 'adaptive' ? method : step > 2 ? 'area' : 'bilinear');
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [cx, cy] = [box.x1 + (x + 0.5) * sx, box.y1 + (y + 0.5) * sy];
        if (cx < 0 || cy < 0 || cx >= raster.width || cy >= raster.height) continue;
        const value = slowSample({
          raster,
          x: { start: box.x1 + x * sx, step: sx, method: choose(sx) },
          y: { start: box.y1 + y * sy, step: sy, method: choose(sy) },
          channel: channelOrder === 'rgb' ? c : 2 - c,
        });
        out[(c * height + y) * width + x] = (value - mean[c]) * scale;
      }
    }
  }
  return out;
}

function expectClose(actual: Float32Array, expected: Float32Array, tolerance = 1e-4) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
      expect.fail(`value ${i}: ${actual[i]}, but the slow twin says ${expected[i]}`);
    }
  }
}

const boxes: [string, Box][] = [
  ['inside, whole pixels', { x1: 5, y1: 4, x2: 25, y2: 19 }],
  ['inside, fractions of pixels', { x1: 5.3, y1: 4.71, x2: 22.9, y2: 28.17 }],
  ['the whole picture', { x1: 0, y1: 0, x2: 40, y2: 30 }],
  ['over the left and top edge', { x1: -10.5, y1: -7, x2: 20, y2: 20 }],
  ['over the right and bottom edge', { x1: 30, y1: 20, x2: 61.25, y2: 44.5 }],
  ['over every edge', { x1: -80, y1: -90, x2: 130, y2: 95 }],
  ['a fraction of one pixel', { x1: 12.2, y1: 9.1, x2: 12.7, y2: 9.3 }],
  ['one column wide', { x1: 39, y1: 0, x2: 40, y2: 30 }],
  ['an output centre exactly on the edge', { x1: -0.5, y1: -0.5, x2: 11.5, y2: 11.5 }],
];

describe('warpBox', () => {
  it.each(boxes)('%s equals the slow twin', (_, box) => {
    for (const target of [
      { width: 12, height: 12, preprocessing: BVLC_PREPROCESSING },
      { width: 16, height: 7, preprocessing: scaled },
    ]) {
      const into = new Float32Array(3 * target.width * target.height).fill(NaN);
      warpBox(raster, box, { ...target, into });
      expectClose(into, slowWarp(box, target));
    }
  });

  it.each(['nearest', 'bilinear', 'area', 'cubic'] as const)(
    '%s, over an edge, equals the slow twin',
    (method) => {
      const target = { width: 9, height: 14, preprocessing: scaled, method };
      const into = new Float32Array(3 * 9 * 14);
      warpBox(raster, boxes[3][1], { ...target, into });
      expectClose(into, slowWarp(boxes[3][1], target));
    },
  );

  it('copies exact pixels at scale 1, in BGR order', () => {
    const into = new Float32Array(3 * 2 * 2);
    warpBox(
      raster,
      { x1: 3, y1: 5, x2: 5, y2: 7 },
      { width: 2, height: 2, into, preprocessing: BVLC_PREPROCESSING },
    );
    const at = (x: number, y: number, channel: number) => raster.data[3 * (y * 40 + x) + channel];
    expect(into[0]).toBe(at(3, 5, 2) - 104);
    expect(into[4 + 3]).toBe(at(4, 6, 1) - 117);
    expect(into[8 + 1]).toBe(at(4, 5, 0) - 123);
  });

  it('writes its slice of the batch and nothing else', () => {
    const into = new Float32Array(10 + 3 * 16 + 10).fill(-7);
    warpBox(raster, boxes[4][1], {
      width: 4,
      height: 4,
      into,
      offset: 10,
      preprocessing: BVLC_PREPROCESSING,
    });
    expect([...into.subarray(0, 10), ...into.subarray(58)]).toEqual(new Array(20).fill(-7));
    expectClose(
      into.subarray(10, 58),
      slowWarp(boxes[4][1], { width: 4, height: 4, preprocessing: BVLC_PREPROCESSING }),
    );
  });

  it('is all mean for a box beside the picture', () => {
    const into = new Float32Array(3 * 16).fill(5);
    warpBox(raster, { x1: 40, y1: 0, x2: 50, y2: 9 }, { width: 4, height: 4, into, preprocessing: scaled });
    expect(into.every((value) => value === 0)).toBe(true);
  });

  it('mirrors what it would have written, edges and all', () => {
    const options = { width: 5, height: 4, preprocessing: scaled };
    const [straight, turned] = [new Float32Array(60), new Float32Array(60)];
    warpBox(raster, boxes[3][1], { ...options, into: straight });
    warpBox(raster, boxes[3][1], { ...options, into: turned, mirror: true });
    for (let row = 0; row < 12; row++) {
      expect([...turned.subarray(5 * row, 5 * row + 5)]).toEqual(
        [...straight.subarray(5 * row, 5 * row + 5)].reverse(),
      );
    }
  });

  it('has no step where bilinear gives way to area, at two to one', () => {
    const options = { width: 10, height: 10, preprocessing: BVLC_PREPROCESSING };
    const box = { x1: 4, y1: 4, x2: 24, y2: 24 };
    const [bilinear, area, adaptive] = (['bilinear', 'area', 'adaptive'] as const).map((method) => {
      const into = new Float32Array(300);
      warpBox(raster, box, { ...options, into, method });
      return into;
    });
    expectClose(bilinear, area);
    expectClose(adaptive, area);
  });

  it.each([
    ['empty', { x1: 3, y1: 3, x2: 3, y2: 9 }],
    ['inverted', { x1: 9, y1: 3, x2: 3, y2: 9 }],
    ['not a number', { x1: NaN, y1: 3, x2: 3, y2: 9 }],
    ['infinite', { x1: 0, y1: 3, x2: Infinity, y2: 9 }],
  ])('refuses a box that is %s', (_, box) => {
    const into = new Float32Array(48);
    expect(() => warpBox(raster, box, { width: 4, height: 4, into, preprocessing: scaled })).toThrow(
      /Expected a box with an area/,
    );
  });

  it('refuses a buffer that is one float too short', () => {
    const into = new Float32Array(58);
    const options = { width: 4, height: 4, into, preprocessing: scaled };
    expect(() => warpBox(raster, boxes[0][1], { ...options, offset: 10 })).not.toThrow();
    expect(() => warpBox(raster, boxes[0][1], { ...options, offset: 11 })).toThrow(/Expected room/);
  });
});

describe('cropRaster', () => {
  it('cuts exact pixels and paints what lies outside', () => {
    const crop: Raster = cropRaster(
      raster,
      { x1: -1, y1: 0, x2: 1, y2: 1 },
      { width: 2, height: 1, outside: 9 },
    );
    expect([...crop.data]).toEqual([9, 9, 9, ...raster.data.subarray(0, 3)]);
  });
});
