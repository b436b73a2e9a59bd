import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBox, encodeBox } from '../../detection/box-coding.js';

const side = fc.double({ min: 1, max: 500, noNaN: true });
const place = fc.double({ min: -100, max: 900, noNaN: true });
const box = fc
  .tuple(place, place, side, side)
  .map(([x1, y1, width, height]) => ({ x1, y1, x2: x1 + width, y2: y1 + height }));

describe('box regression targets', () => {
  it('are those of R-CNN, appendix C', () => {
    const delta = encodeBox({ x1: 0, y1: 0, x2: 10, y2: 20 }, { x1: 5, y1: 10, x2: 25, y2: 20 });
    expect(delta).toEqual({ dx: 1, dy: 0.25, dw: Math.log(2), dh: Math.log(0.5) });
  });

  it('lead back to the object, up to the largest scale', () => {
    fc.assert(
      fc.property(box, box, (proposal, object) => {
        const scale = Math.max(
          (object.x2 - object.x1) / (proposal.x2 - proposal.x1),
          (object.y2 - object.y1) / (proposal.y2 - proposal.y1),
        );
        fc.pre(scale < 62);
        const back = decodeBox(proposal, encodeBox(proposal, object));
        for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) expect(back[edge]).toBeCloseTo(object[edge], 6);
      }),
    );
  });

  it('never refine a side beyond 1000 / 16 times', () => {
    const { x1, x2 } = decodeBox({ x1: 0, y1: 0, x2: 16, y2: 16 }, { dx: 0, dy: 0, dw: 50, dh: 0 });
    expect(x2 - x1).toBeCloseTo(1000, 9);
  });
});
