import { expect, it } from 'vitest';
import { withoutDoubles } from '../../proposals/doubles.js';
import { Boxes } from '../../src/geometry/boxes.js';

it('keeps the first of equal boxes, in order; boxes that differ in one side are not equal', () => {
  const [a, b] = [
    { x1: 0, y1: 1, x2: 2, y2: 3 },
    { x1: 0, y1: 1, x2: 2, y2: 3.5 },
  ];
  expect(withoutDoubles(Boxes.from([b, a, b, a])).toArray()).toEqual([b, a]);
  expect(withoutDoubles(Boxes.empty()).length).toBe(0);
});
