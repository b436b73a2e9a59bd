import { expect, it } from 'vitest';
import { assign } from '../../../proposals/multibox/assignment.js';
import { Boxes } from '../../../src/geometry/boxes.js';

const box = (x1: number, x2: number) => ({ x1, y1: 0, x2, y2: 1 });
const of = (...spans: [number, number][]) => Boxes.from(spans.map(([x1, x2]) => box(x1, x2)));

it.each<[string, [number, number][], [number, number][], number[]]>([
  [
    'each object takes the prior that overlaps it most',
    [
      [0, 1],
      [4, 6],
    ],
    [
      [4, 5],
      [0, 3],
    ],
    [1, 0],
  ],
  [
    'no object takes a prior that it does not touch',
    [
      [0, 1],
      [4, 6],
    ],
    [[0, 1]],
    [0, -1],
  ],
  // Object 0 overlaps prior 0 by 0.8 and object 1 by 1: the second takes it, the first the next best.
  [
    'of two objects the greater overlap wins',
    [
      [0, 4],
      [0, 9],
    ],
    [
      [0, 5],
      [0, 4],
    ],
    [1, 0],
  ],
  ['no objects', [[0, 1]], [], [-1]],
])('%s', (_, priors, objects, expected) => {
  expect([...assign(of(...priors), of(...objects), { also: 2 })]).toEqual(expected);
});

it.each([
  ['exactly at the overlap', 0.5, [0, 0]],
  ['just above it', 0.51, [0, -1]],
])('also gives an object the other priors: %s', (_, also, expected) => {
  expect([...assign(of([0, 4], [0, 2]), of([0, 4]), { also })]).toEqual(expected);
});
