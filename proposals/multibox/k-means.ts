import { RcnnError } from '../../src/errors.js';

/** Rounds after which centres of boxes hardly move. */
const ROUNDS = 50;

/**
 * Lloyd's k-means from k-means++ starts (Arthur and Vassilvitskii 2007); the same stream gives the same centres.
 *
 * @returns `k` centres by rising sum of coordinates
 * @throws RcnnError `bad-dataset` when there are fewer points than centres
 */
export function kMeans(points: readonly (readonly number[])[], k: number, random: () => number): number[][] {
  if (points.length < k) {
    throw new RcnnError(
      'bad-dataset',
      `Expected at least ${k} boxes of a size for its priors, but got ${points.length}.`,
    );
  }
  let centres = starts(points, k, random);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map((centre) => ({ total: centre.map(() => 0), count: 0 }));
    for (const point of points) {
      const sum = sums[nearest(point, centres).index];
      sum.count++;
      for (let i = 0; i < point.length; i++) sum.total[i] += point[i];
    }
    centres = sums.map(({ total, count }, c) =>
      count === 0 ? centres[c] : total.map((value) => value / count),
    );
  }
  const sum = (centre: readonly number[]) => centre.reduce((a, b) => a + b, 0);
  return centres.sort((a, b) => sum(a) - sum(b));
}

function starts(points: readonly (readonly number[])[], k: number, random: () => number): number[][] {
  const centres = [[...points[Math.floor(random() * points.length)]]];
  while (centres.length < k) {
    const distances = points.map((point) => nearest(point, centres).distance);
    let left = random() * distances.reduce((a, b) => a + b, 0);
    const chosen = distances.findIndex((distance) => (left -= distance) < 0);
    centres.push([...points[Math.max(0, chosen)]]);
  }
  return centres;
}

function nearest(point: readonly number[], centres: readonly (readonly number[])[]) {
  let index = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let c = 0; c < centres.length; c++) {
    const own = point.reduce((sum, value, i) => sum + (value - centres[c][i]) ** 2, 0);
    if (own < distance) {
      index = c;
      distance = own;
    }
  }
  return { index, distance };
}
