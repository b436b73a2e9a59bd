import { expect, it } from 'vitest';
import { decode } from '../../../../proposals/multibox/coding.js';
import { CROWD, type Dataset, DIFFICULT } from '../../../../src/datasets/records.js';
import type { Box } from '../../../../src/geometry/box.js';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { mirroredObjects, objectsByImage, targetsFor } from '../../../../src/training/multibox/targets.js';

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

it('takes the objects in shares of the sides, difficult ones and crowds apart', () => {
  const [a, b] = objectsByImage(dataset);
  expect(a!.objects.toArray()).toEqual([{ x1: 0.25, y1: 0.25, x2: 0.5, y2: 1 }]);
  expect(a!.ignored.length).toBe(2);
  expect([b!.objects.length, b!.ignored.length]).toEqual([0, 0]);
});

it('mirrors left and right', () => {
  const [a] = objectsByImage(dataset);
  expect(mirroredObjects(a!).objects.toArray()).toEqual([{ x1: 0.5, y1: 0.25, x2: 0.75, y2: 1 }]);
  expect(mirroredObjects(mirroredObjects(a!)).objects.toArray()).toEqual(a!.objects.toArray());
});

const box = (x1: number, x2: number) => ({ x1, y1: 0, x2, y2: 1 });
const of = (objects: Box[], ignored: Box[] = []) => ({
  objects: Boxes.from(objects),
  ignored: Boxes.from(ignored),
});

it('asks the prior that overlaps an object most for that object', () => {
  const priors = Boxes.from([box(0.6, 0.9), box(0.2, 0.5)]);
  const object = box(0.25, 0.5);
  const { matched, residuals } = targetsFor(priors, of([object]));
  expect([...matched]).toEqual([0, 1]);
  const found = decode(residuals, 4, priors.at(1));
  for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(found[side]).toBeCloseTo(object[side], 5);
});

it('divides the weight of an object among the priors that answer for it', () => {
  const priors = Boxes.from([box(0, 0.4), box(0, 0.5), box(0.75, 1), box(0.5, 0.75)]);
  const { matched, weights } = targetsFor(priors, of([box(0, 0.5), box(0.75, 1)]));
  expect([...matched]).toEqual([1, 1, 1, 0]);
  expect([...weights]).toEqual([0.5, 0.5, 1, 1]);
});

it.each([
  ['exactly half on an ignored box counts for nothing', box(0, 0.5), 0],
  ['less on it counts as background', box(0, 0.375), 1],
])('a prior %s', (_, prior, weight) => {
  const { matched, weights } = targetsFor(Boxes.from([prior]), of([], [box(0, 1)]));
  expect([matched[0], weights[0]]).toEqual([0, weight]);
});
