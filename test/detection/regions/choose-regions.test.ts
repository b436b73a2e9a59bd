import { expect, it } from 'vitest';
import { RegionChooser } from '../../../detection/regions/choose-regions.js';
import { Boxes } from '../../../src/geometry/boxes.js';

const image = { width: 100, height: 100, data: new Uint8Array(30_000) };
const boxes = Boxes.from([1, 2, 3, 4].map((x) => ({ x1: x, y1: 0, x2: x + 50, y2: 50 })));

/** Scores of four regions, two classes; their sums are 0.1 0, 5 -5, 1 4, 2 3. */
const averages = {
  inside: Float32Array.of(0.1, 0, 9, -2, 0, 4, 1, 1),
  around: Float32Array.of(0, 0, -4, -3, 1, 0, 1, 2),
};

function chooser(keep: number) {
  const log: string[] = [];
  const own = {
    read: async () => {
      log.push('read');
      return averages;
    },
    [Symbol.dispose]: () => log.push('disposed'),
  };
  return { log, chooser: new RegionChooser({ averages: own, classes: 2, keep }) };
}

it.each([
  ['the one with the best score of any class', 1, [2]],
  ['two, in the order in which they came', 2, [2, 3]],
  ['three', 3, [2, 3, 4]],
  ['all when there are no more, without a look', 4, [1, 2, 3, 4]],
])('keeps %s', async (_, keep, kept) => {
  const { log, chooser: one } = chooser(keep);
  expect([...(await one.choose(image, boxes)).x1]).toEqual(kept);
  expect(log).toEqual(keep < 4 ? ['read'] : []);
  one[Symbol.dispose]();
  expect(log.at(-1)).toBe('disposed');
});
