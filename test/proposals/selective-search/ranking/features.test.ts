import { expect, it } from 'vitest';
import {
  boxFeatures,
  F,
  FEATURES,
  STABLE_FEATURES,
} from '../../../../proposals/selective-search/ranking/features.js';
import { poolSets } from '../../../../proposals/selective-search/search.js';
import type { Hierarchy, StableSet } from '../../../../proposals/selective-search/search-color-space.js';

const size = { width: 100, height: 50 };
/** Two segments side by side, and the whole. */
const hierarchy: Hierarchy = {
  colorSpace: 'hsv',
  k: 50,
  strategy: 'CTSF',
  tree: {
    segments: 2,
    left: Int32Array.of(0),
    right: Int32Array.of(1),
    similarity: Float64Array.of(2),
  },
  box: Int32Array.of(0, 0, 60, 50, 60, 0, 100, 50, 0, 0, 100, 50),
  size: Int32Array.of(3000, 2000, 5000),
};

const stable: StableSet = {
  colorSpace: 'lab',
  channel: 0,
  box: Int32Array.of(10, 10, 30, 20, 0, 0, 60, 50, 40, 40, 41, 50),
  size: Int32Array.of(150, 2900, 10),
  variation: Float32Array.of(0.125, 0.25, 0),
};

it('describes stable regions by their own boxes, and counts them in with the others', () => {
  const sets = { hierarchies: [hierarchy], stable: [stable] };
  const pool = poolSets(sets, size, 12);
  // The second stable region has the first segment's box, the third is too narrow.
  expect([...pool.set]).toEqual([0, 0, 0, 1]);
  const { regions, stable: rows } = boxFeatures(sets, pool, size);
  const column = (start: string) => STABLE_FEATURES.findIndex((feature) => feature.startsWith(start));
  expect(rows.length).toBe(STABLE_FEATURES.length);
  expect(rows[column('log of the share')]).toBeCloseTo(Math.log2(200 / 5000), 5);
  expect(rows[column('share of the box')]).toBe(0.75);
  expect(rows[column('variation')]).toBe(0.125);
  expect(rows[column('log of the regions that have')]).toBe(0);
  const votes = FEATURES.findIndex((feature) => feature.startsWith('log of the regions that have'));
  expect([0, 1, 2].map((entry) => regions[F * entry + votes])).toEqual([1, 0, 0]);
});

it('keeps stable regions of sides that segments may not have', () => {
  const small = { ...stable, box: Int32Array.of(10, 10, 12, 40), size: Int32Array.of(60) };
  const segment = { ...hierarchy, box: Int32Array.of(10, 10, 12, 39, 0, 0, 9, 9, 0, 0, 100, 50) };
  // Floors are of an image of 500 pixels: 12 are 2.4 here, 8 are 1.6.
  const pool = poolSets({ hierarchies: [segment], stable: [small] }, size, 12);
  expect([...pool.set]).toEqual([0, 0, 1]);
  expect([...pool.index]).toEqual([1, 2, 0]);
});
