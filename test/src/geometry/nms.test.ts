import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, iou } from '../../../src/geometry/box.js';
import { Boxes } from '../../../src/geometry/boxes.js';
import { nms } from '../../../src/geometry/nms.js';

/** Removes, in rounds, everything that overlaps the best too much: the definition, over objects. */
function slowNms(boxes: readonly Box[], scores: readonly number[], threshold: number): number[] {
  let left = boxes.map((_, i) => i);
  const kept: number[] = [];
  while (left.length > 0) {
    const best = left.reduce((a, b) => (scores[b] > scores[a] ? b : a));
    kept.push(best);
    left = left.filter((i) => i !== best && iou(boxes[best], boxes[i]) <= threshold);
  }
  return kept;
}

const run = (list: Box[], scores: ArrayLike<number>, iouThreshold: number) => [
  ...nms(Boxes.from(list), scores, { iouThreshold }),
];

const whole: Box = { x1: 0, y1: 0, x2: 10, y2: 10 };
/** Overlaps `whole` by exactly n tenths. */
const tenths = (n: number): Box => ({ x1: 0, y1: 0, x2: 10, y2: n });

describe('nms', () => {
  it.each([
    ['exactly at the threshold is kept', [whole, tenths(3)], [0.9, 0.8], 0.3, [0, 1]],
    ['just above the threshold is suppressed', [whole, tenths(3.00001)], [0.9, 0.8], 0.3, [0]],
    ['exactly at one half is kept', [whole, tenths(5)], [0.9, 0.8], 0.5, [0, 1]],
    ['threshold 1 keeps even the same box', [whole, whole], [0.9, 0.8], 1, [0, 1]],
    [
      'threshold 0 keeps boxes that only touch',
      [whole, { x1: 10, y1: 0, x2: 20, y2: 10 }],
      [0.9, 0.8],
      0,
      [0, 1],
    ],
    ['threshold 0 suppresses any overlap', [whole, { x1: 9, y1: 9, x2: 20, y2: 20 }], [0.9, 0.8], 0, [0]],
    ['the best comes first, whatever the order given', [tenths(9), whole], [0.8, 0.9], 0.95, [1, 0]],
    ['of equal scores the first given stays', [tenths(9), whole], [0.5, 0.5], 0.5, [0]],
    ['negative scores have an order too', [tenths(9), whole], [-2, -1], 0.5, [1]],
    ['empty boxes suppress nothing', [tenths(0), tenths(0)], [0.5, 0.4], 0.5, [0, 1]],
    ['no boxes', [], [], 0.5, []],
  ])('%s', (_, list, scores, threshold, expected) => {
    expect(run(list, scores, threshold)).toEqual(expected);
  });

  it('a suppressed box suppresses nothing', () => {
    const row = [0, 4, 8].map((x1) => ({ x1, y1: 0, x2: x1 + 10, y2: 10 }));
    expect(run(row, [0.9, 0.8, 0.7], 0.4)).toEqual([0, 2]);
  });

  it('equals the slow twin on crowded random sets, ties and empty boxes included', () => {
    const coordinate = fc.integer({ min: 0, max: 12 });
    const box = fc
      .tuple(coordinate, coordinate, coordinate, coordinate)
      .map(([x1, y1, w, h]) => ({ x1, y1, x2: x1 + w, y2: y1 + h }));
    const scored = fc.array(fc.tuple(box, fc.integer({ min: 0, max: 5 })), { maxLength: 40 });
    fc.assert(
      fc.property(scored, fc.constantFrom(0, 0.25, 0.3, 0.5, 0.75, 1), (items, threshold) => {
        const boxes = items.map(([item]) => item);
        const scores = items.map(([, score]) => score / 5);
        expect(run(boxes, scores, threshold)).toEqual(slowNms(boxes, scores, threshold));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it.each([
    ['fewer than there are: the best of them', 1, [0]],
    ['as many as there are', 2, [0, 2]],
    ['none', 0, []],
  ])('stops at a limit of %s', (_, limit, expected) => {
    const row = Boxes.from([0, 4, 8].map((x1) => ({ x1, y1: 0, x2: x1 + 10, y2: 10 })));
    expect([...nms(row, [0.9, 0.8, 0.7], { iouThreshold: 0.4, limit })]).toEqual(expected);
  });

  it('leaves the scores as they were', () => {
    const scores = Float32Array.of(0.1, 0.9);
    run([whole, tenths(2)], scores, 0.5);
    expect([...scores]).toEqual([Math.fround(0.1), Math.fround(0.9)]);
  });
});
