import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { area, type Box, clip, iou } from '../../../src/geometry/box.js';

const box = (x1: number, y1: number, x2: number, y2: number): Box => ({ x1, y1, x2, y2 });
const anyBox = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -50, max: 50 })))
  .map(([x1, y1, x2, y2]) => box(x1, y1, x2, y2));

/** Counts the unit squares of whole-number boxes. */
function slowIou(a: Box, b: Box): number {
  let shared = 0;
  let either = 0;
  for (let y = -50; y < 50; y++) {
    for (let x = -50; x < 50; x++) {
      const [inA, inB] = [a, b].map(({ x1, y1, x2, y2 }) => x >= x1 && x < x2 && y >= y1 && y < y2);
      if (inA && inB) shared++;
      if (inA || inB) either++;
    }
  }
  return either === 0 ? 0 : shared / either;
}

describe('area', () => {
  it.each([
    ['a whole box', box(1, 2, 4, 6), 12],
    ['a fraction of a pixel', box(0, 0, 0.5, 0.5), 0.25],
    ['a line', box(3, 0, 3, 9), 0],
    ['inverted on one side', box(4, 0, 2, 9), 0],
    ['inverted on both sides, not the product of two negatives', box(4, 9, 2, 0), 0],
  ])('%s', (_, given, expected) => {
    expect(area(given)).toBe(expected);
  });
});

describe('iou', () => {
  it.each([
    ['the same box', box(0, 0, 10, 10), box(0, 0, 10, 10), 1],
    ['half of each', box(0, 0, 10, 10), box(0, 5, 10, 15), 1 / 3],
    ['one inside the other', box(0, 0, 10, 10), box(0, 0, 10, 5), 0.5],
    ['apart', box(0, 0, 10, 10), box(20, 0, 30, 10), 0],
    ['half-open: touching edges share nothing', box(0, 0, 10, 10), box(10, 0, 20, 10), 0],
    ['touching corners', box(0, 0, 10, 10), box(10, 10, 20, 20), 0],
    ['an empty box inside another', box(5, 5, 5, 5), box(0, 0, 10, 10), 0],
    ['two equal empty boxes, not NaN', box(5, 5, 5, 5), box(5, 5, 5, 5), 0],
    ['an inverted box', box(9, 9, 1, 1), box(0, 0, 10, 10), 0],
    ['VOC records, 1-based and inclusive: 2 of 4 columns', box(0, 0, 3, 1), box(1, 0, 4, 1), 0.5],
  ])('%s', (_, a, b, expected) => {
    expect(iou(a, b)).toBe(expected);
    expect(iou(b, a)).toBe(expected);
  });

  it('equals the count of unit squares', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(iou(a, b)).toBe(slowIou(a, b));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe('clip', () => {
  it.each([
    ['inside stays', box(1, 2, 3, 4), box(1, 2, 3, 4)],
    ['over every edge becomes the picture', box(-5, -5, 50, 50), box(0, 0, 20, 10)],
    ['outside becomes empty on the edge', box(25, 2, 30, 4), box(20, 2, 20, 4)],
    ['exactly the picture stays', box(0, 0, 20, 10), box(0, 0, 20, 10)],
  ])('%s', (_, given, expected) => {
    expect(clip(given, { width: 20, height: 10 })).toEqual(expected);
  });

  it('changes nothing the second time, and never grows', () => {
    fc.assert(
      fc.property(anyBox, (given) => {
        const once = clip(given, { width: 20, height: 10 });
        expect(clip(once, { width: 20, height: 10 })).toEqual(once);
        expect(area(once)).toBeLessThanOrEqual(area(given));
      }),
      { seed: 2 },
    );
  });
});
