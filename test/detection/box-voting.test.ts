import { describe, expect, it } from 'vitest';
import { voteBox } from '../../detection/box-voting.js';
import { Boxes } from '../../src/geometry/boxes.js';

const square = (x1: number) => ({ x1, y1: 0, x2: x1 + 35, y2: 35 });

describe('box voting', () => {
  it('weighs the places by their scores', () => {
    const boxes = Boxes.from([square(0), square(4)]);
    expect(voteBox(boxes, [0.75, 0.25], 0)).toEqual({ x1: 1, y1: 0, x2: 36, y2: 35 });
  });

  it('counts a box at IoU exactly 0.4, and none below', () => {
    // Moved by 15 of 35 the IoU is 20 / 50; by 16 it is 19 / 51.
    const boxes = Boxes.from([square(0), square(15), square(16)]);
    expect(voteBox(boxes, [0.5, 0.5, 0.5], 0).x1).toBe(7.5);
  });

  it('leaves the kept box where every score is 0', () => {
    expect(voteBox(Boxes.from([square(0), square(4)]), [0, 0], 1)).toEqual(square(4));
  });
});
