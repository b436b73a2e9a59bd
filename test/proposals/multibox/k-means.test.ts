import { expect, it } from 'vitest';
import { kMeans } from '../../../proposals/multibox/k-means.js';
import { randomStream } from '../../../src/random/seeded-stream.js';

const corners = [
  [0, 0],
  [10, 0],
  [0, 20],
];
const points = corners.flatMap(([x, y]) => [
  [x - 0.5, y],
  [x + 0.5, y],
  [x, y - 0.5],
  [x, y + 0.5],
]);

it.each([1, 2, 3])('finds the middles of separate crowds, whatever the seed (%i)', (seed) => {
  expect(kMeans(points, 3, randomStream(seed))).toEqual([
    [0, 0],
    [10, 0],
    [0, 20],
  ]);
});

it('gives the same centres for the same stream', () => {
  const random = randomStream(9);
  const cloud = Array.from({ length: 200 }, () => [random(), random()]);
  expect(kMeans(cloud, 7, randomStream(4))).toEqual(kMeans(cloud, 7, randomStream(4)));
});

it('takes every point for a centre when there are as many', () => {
  expect(kMeans([[1], [5]], 2, randomStream(1))).toEqual([[1], [5]]);
});

it('refuses fewer points than centres', () => {
  expect(() => kMeans([[1]], 2, randomStream(1))).toThrow(/at least 2 boxes.* got 1/);
});
