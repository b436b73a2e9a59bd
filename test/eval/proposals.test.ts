import { describe, expect, it } from 'vitest';
import { evaluateProposals } from '../../eval/proposals.js';
import { Boxes } from '../../src/geometry/boxes.js';

const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });
const cat = { image: 'a', class: 'cat', box: box(0, 0, 10, 10) };
const dog = { image: 'b', class: 'dog', box: box(0, 0, 100, 100) };
const half = box(0, 0, 10, 5); // IoU 0.5 with the cat

describe('evaluateProposals', () => {
  it('counts an object whose best IoU is exactly the threshold', () => {
    const { recall } = evaluateProposals({
      truth: [cat],
      proposals: [Boxes.from([half])],
      iou: [0.5, 0.51],
      counts: [1],
    });
    expect(recall).toEqual([[1, 0]]);
  });

  it('sees only the first n boxes of each image', () => {
    const { recall, meanBestOverlap } = evaluateProposals({
      truth: [cat],
      proposals: [Boxes.from([half, cat.box])],
      iou: [0.9],
      counts: [1, 2, 50],
    });
    expect(recall).toEqual([[0], [1], [1]]);
    expect(meanBestOverlap).toEqual([0.5, 1, 1]);
  });

  it('gives the area under recall against IoU, twice', () => {
    const threeQuarters = box(0, 0, 10, 7.5);
    const { averageRecall } = evaluateProposals({
      truth: [cat],
      proposals: [Boxes.from([threeQuarters])],
      counts: [1],
    });
    expect(averageRecall[0]).toBeCloseTo(0.5, 12);
  });

  it('averages best overlap over objects, and over classes for MABO', () => {
    const result = evaluateProposals({
      truth: [cat, { ...cat, box: box(0, 0, 10, 5) }, dog],
      proposals: [Boxes.from([cat.box]), undefined],
      counts: [10],
    });
    expect(result.meanBestOverlap[0]).toBeCloseTo((1 + 0.5 + 0) / 3, 12);
    expect(result.meanAverageBestOverlap[0]).toBeCloseTo((0.75 + 0) / 2, 12);
    expect(result.perClass.map(({ class: name, objects }) => [name, objects])).toEqual([
      ['cat', 2],
      ['dog', 1],
    ]);
    expect(result.perSize.map(({ size, objects }) => [size, objects])).toEqual([
      ['small', 2],
      ['medium', 0],
      ['large', 1],
    ]);
    expect(result.boxes).toEqual({ mean: 1, most: 1 }); // of the images that have a list of proposals
  });

  it('leaves difficult objects out unless asked, and crowds always', () => {
    const truth = [cat, { ...cat, difficult: true }, { ...cat, crowd: true }];
    const proposals = [Boxes.from([cat.box])];
    expect(evaluateProposals({ truth, proposals }).objects).toBe(1);
    expect(evaluateProposals({ truth, proposals, difficult: true }).objects).toBe(2);
  });

  it('gives IoU 1 to an object proposed as it is, though boxes are float32', () => {
    const odd = { ...cat, box: box(0.1, 0.2, 10.3, 10.7) };
    const { recall } = evaluateProposals({
      truth: [odd],
      proposals: [Boxes.from([odd.box])],
      iou: [1],
      counts: [1],
    });
    expect(recall).toEqual([[1]]);
  });

  it.each([
    ['a missing entry', { proposals: [] }, /each of 1 images, but got 0/],
    ['counts that do not ascend', { counts: [10, 10] }, /ascending/],
    ['an IoU of 0', { iou: [0] }, /IoUs in \(0, 1\]/],
  ])('refuses %s', (_, options, message) => {
    expect(() => evaluateProposals({ truth: [cat], proposals: [Boxes.empty()], ...options })).toThrow(
      message,
    );
  });
});
