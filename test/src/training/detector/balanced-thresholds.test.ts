import { expect, it } from 'vitest';
import { evaluateDetections } from '../../../../eval/evaluate.js';
import { DetectionBuilder, TruthBuilder } from '../../../../src/datasets/columns.js';
import { balancedThresholds } from '../../../../src/training/detector/balanced-thresholds.js';

const NOWHERE = { file: 0, line: 0 };
const at = (x: number) => ({ x1: x, y1: 0, x2: x + 10, y2: 10 });

/**
 * One image, a box of ten pixels an object.
 *
 * @param classes by name: objects annotated, and detections as [score, number of the object or -1 for none]
 */
function thresholdsOf(
  classes: Readonly<Record<string, { objects: number; found: readonly (readonly [number, number])[] }>>,
) {
  const truth = new TruthBuilder();
  const detections = new DetectionBuilder();
  for (const [k, { objects, found }] of Object.values(classes).entries()) {
    for (let g = 0; g < objects; g++) truth.add({ image: 0, class: k, ...at(20 * g), flags: 0 }, NOWHERE);
    for (const [score, object] of found) {
      detections.add({ image: 0, class: k, ...at(object < 0 ? 10_000 : 20 * object), score }, NOWHERE);
    }
  }
  const names = Object.keys(classes).map((name, k) => ({ name, id: k + 1 }));
  const images = [{ id: 'a', width: 20_000, height: 10 }];
  const dataset = { images, classes: names, truth: truth.finish([]), detections: detections.finish([]) };
  return balancedThresholds(evaluateDetections({ ...dataset, protocol: 'voc2010', curves: true }));
}

/** Thousands of objects, so that a class's own threshold counts alone. */
const many = (scores: readonly number[], wrong: readonly number[]) => ({
  objects: scores.length,
  found: [
    ...scores.map((score, g): [number, number] => [score, g]),
    ...wrong.map((score): [number, number] => [score, -1]),
  ],
});

it.each([
  ['above the wrong ones', many([0.9, 0.8, 0.7], [0.6, 0.5]), 0.7],
  ['with one wrong among many right', many([0.9, 0.8, 0.4, 0.3], [0.5]), 0.3],
  ['above a flood of wrong ones', many([0.9, 0.8, 0.1], Array(50).fill(0.4)), 0.8],
])('the score that balances precision and recall: %s', (_, cat, expected) => {
  expect(thresholdsOf({ cat })['cat']).toBeCloseTo(expected, 6);
});

it('draws a class with few objects towards the median of all, and gives it to one that was never found', () => {
  const thresholds = thresholdsOf({
    cat: { objects: 20, found: [[0.8, 0]] },
    dog: {
      objects: 5,
      found: [
        [0.45, 0],
        [0.2, 1],
      ],
    },
    hen: { objects: 3, found: [] },
    owl: { objects: 60, found: [[0.4, 0]] },
  });
  // The median of 0.8, 0.2 and 0.4 is 0.4.
  expect(thresholds).toEqual({ cat: 0.6, dog: 0.36, hen: 0.4, owl: 0.4 });
});

it.each([
  ['its only right detection', [[0.2, 0]], 0.2],
  [
    'half of the right ones, one of two',
    [
      [0.25, 0],
      [0.2, 1],
    ],
    0.25,
  ],
  [
    'half of the right ones, two of three',
    [
      [0.29, 0],
      [0.25, 1],
      [0.2, 2],
    ],
    0.25,
  ],
] as const)('is not drawn above %s', (_, found, expected) => {
  // The median is 0.8: with 5 objects of the dog the two would be mixed to 0.68.
  const cat = many([0.9, 0.8], []);
  expect(thresholdsOf({ cat, dog: { objects: 5, found }, hen: cat })['dog']).toBe(expected);
});

it('without a single right detection every class has the usual threshold', () => {
  expect(thresholdsOf({ cat: { objects: 2, found: [[0.9, -1]] } })).toEqual({ cat: 0.3 });
});
