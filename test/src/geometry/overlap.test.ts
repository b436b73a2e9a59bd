import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou } from '../../../src/geometry/box.js';
import { Boxes } from '../../../src/geometry/boxes.js';
import { bestOverlap, iouAt } from '../../../src/geometry/overlap.js';

const coordinate = fc.float({ min: -20, max: 20, noNaN: true });
const anyBox = fc.record({ x1: coordinate, y1: coordinate, x2: coordinate, y2: coordinate });
const properBox = anyBox.map(({ x1, y1, x2, y2 }) => ({
  x1: Math.min(x1, x2),
  y1: Math.min(y1, y2),
  x2: Math.max(x1, x2),
  y2: Math.max(y1, y2),
}));

describe('iouAt', () => {
  it('equals iou, bit by bit', () => {
    fc.assert(
      fc.property(fc.array(properBox, { minLength: 2, maxLength: 6 }), (list) => {
        const boxes = Boxes.from(list);
        for (let i = 0; i < list.length; i++) {
          for (let j = 0; j < list.length; j++) expect(iouAt(boxes, i, boxes, j)).toBe(iou(list[i], list[j]));
        }
      }),
      { seed: 1 },
    );
  });

  it('sees nothing in inverted boxes', () => {
    const boxes = Boxes.from([
      { x1: 9, y1: 9, x2: 1, y2: 1 },
      { x1: 0, y1: 0, x2: 10, y2: 10 },
    ]);
    expect(iouAt(boxes, 0, boxes, 1)).toBe(0);
    expect(iouAt(boxes, 0, boxes, 0)).toBe(0);
  });
});

describe('bestOverlap', () => {
  it('is the first of the largest', () => {
    fc.assert(
      fc.property(fc.array(properBox, { maxLength: 12 }), properBox, (list, target) => {
        const all = list.map((box) => iou(box, target));
        const best = Math.max(0, ...all);
        expect(bestOverlap(Boxes.from(list), target)).toEqual({
          index: best > 0 ? all.indexOf(best) : -1,
          iou: best,
        });
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('is -1 and 0 when nothing touches it, and when there is nothing', () => {
    const target = { x1: 0, y1: 0, x2: 5, y2: 5 };
    expect(bestOverlap(Boxes.from([{ x1: 5, y1: 0, x2: 9, y2: 5 }]), target)).toEqual({ index: -1, iou: 0 });
    expect(bestOverlap(Boxes.empty(), target)).toEqual({ index: -1, iou: 0 });
  });
});
