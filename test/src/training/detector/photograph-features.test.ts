import { describe, expect, it } from 'vitest';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { chooseTrainingRegions } from '../../../../src/training/detector/photograph-features.js';

const box = (x1: number, x2 = x1 + 10) => ({ x1, y1: 0, x2, y2: 10 });

/** Objects at 0 and 100, the second of them difficult. */
const truth = {
  boxes: Boxes.from([box(0), box(100)]),
  classes: Int32Array.from([0, 0]),
  difficult: Uint8Array.from([0, 1]),
};

describe('chooseTrainingRegions', () => {
  it('takes the clear objects, the first proposals, and of the others those on objects', () => {
    const proposals = Boxes.from([box(50), box(60), box(3), box(70), box(100), box(4)]);
    const { boxes, objects, proposals: first } = chooseTrainingRegions(proposals, truth, 2);
    // IoU of 3: 7 / 13 > 0.5; of 4: 6 / 14 < 0.5; the one at 100 lies on a difficult object.
    expect(boxes.toArray().map(({ x1 }) => x1)).toEqual([0, 50, 60, 3]);
    expect([objects, first]).toEqual([1, 2]);
  });

  it('of a photograph without objects takes the first proposals', () => {
    const none = { boxes: Boxes.empty(), classes: new Int32Array(), difficult: new Uint8Array() };
    const { boxes, objects } = chooseTrainingRegions(Boxes.from([box(50), box(60), box(3)]), none, 2);
    expect([boxes.length, objects]).toEqual([2, 0]);
  });

  it('takes 30 further ones at most', () => {
    const proposals = Boxes.from(Array.from({ length: 50 }, () => box(0)));
    expect(chooseTrainingRegions(proposals, truth, 5).boxes.length).toBe(1 + 5 + 30);
  });
});
