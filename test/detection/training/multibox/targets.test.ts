import { expect, it } from 'vitest';
import {
  mirroredObjects,
  objectsByImage,
  targetsFor,
} from '../../../../detection/training/multibox/targets.js';
import { decode } from '../../../../proposals/multibox/coding.js';
import { CROWD, type Dataset, DIFFICULT } from '../../../../src/datasets/records.js';
import { Boxes } from '../../../../src/geometry/boxes.js';

const dataset: Dataset = {
  images: [
    { id: 'a', width: 200, height: 100 },
    { id: 'b', width: 10, height: 10 },
  ],
  classes: [{ name: 'cat', id: 1 }],
  truth: {
    length: 3,
    image: Int32Array.of(0, 0, 0),
    class: Int32Array.of(0, 0, 0),
    x1: Float64Array.of(50, 0, 0),
    y1: Float64Array.of(25, 0, 0),
    x2: Float64Array.of(100, 9, 9),
    y2: Float64Array.of(100, 9, 9),
    flags: Uint8Array.of(0, DIFFICULT, CROWD),
    area: Float64Array.of(3750, 81, 81),
  },
};

it('takes the objects in shares of the sides, without difficult ones and crowds', () => {
  const [a, b] = objectsByImage(dataset);
  expect(a!.toArray()).toEqual([{ x1: 0.25, y1: 0.25, x2: 0.5, y2: 1 }]);
  expect(b!.length).toBe(0);
});

it('mirrors left and right', () => {
  const [a] = objectsByImage(dataset);
  expect(mirroredObjects(a!).toArray()).toEqual([{ x1: 0.5, y1: 0.25, x2: 0.75, y2: 1 }]);
  expect(mirroredObjects(mirroredObjects(a!)).toArray()).toEqual(a!.toArray());
});

it('asks the prior that overlaps an object most for that object', () => {
  const priors = Boxes.from([
    { x1: 0.6, y1: 0.6, x2: 0.9, y2: 0.9 },
    { x1: 0.2, y1: 0.2, x2: 0.5, y2: 0.9 },
  ]);
  const [objects] = objectsByImage(dataset);
  const { matched, residuals } = targetsFor(priors, objects!);
  expect([...matched]).toEqual([0, 1]);
  const found = decode(residuals, 4, priors.at(1));
  for (const side of ['x1', 'y1', 'x2', 'y2'] as const)
    expect(found[side]).toBeCloseTo(objects!.at(0)[side], 5);
});
