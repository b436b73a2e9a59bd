import { expect, it } from 'vitest';
import { F, FEATURES, STABLE_FEATURES } from '../../../../proposals/selective-search/ranking/features.js';
import { scoreAll, takeTurns } from '../../../../proposals/selective-search/ranking/learned-order.js';
import { rankingModel } from '../../../../proposals/selective-search/ranking/ranking-model.js';
import { stableModel } from '../../../../proposals/selective-search/ranking/stable-model.js';

it('sums the hidden units whose sum is positive', () => {
  const unit = (feature: number, weight: number, bias: number) =>
    Array.from({ length: F + 1 }, (_, i) => (i === feature ? weight : i === F ? bias : 0));
  const model = { hidden: [unit(0, 2, 1), unit(1, -1, 0)], out: [3, 5] };
  const rows = new Float32Array(2 * F);
  rows.set([4, 7], 0); // 2 * 4 + 1 = 9; -7 is off
  rows.set([-2, -6], F); // 2 * -2 + 1 = -3 is off; 6
  expect([...scoreAll(rows, model)]).toEqual([27, 30]);
});

it('puts the better score first, of equals the earlier', () => {
  expect([...takeTurns(Float64Array.of(1, 3, 1, 2), (e) => e, [])]).toEqual([1, 3, 0, 2]);
});

it.each([
  // Lowered by 0, 1, 2, 0, 1: 9, 7.5, 6.2, 8.1, 7.
  ['for each better one of its cell', Number.POSITIVE_INFINITY, [0, 3, 1, 4, 2]],
  // Lowered by 0, 1, 1, 0, 1: 9, 7.5, 7.2, 8.1, 7.
  ['for one at most', 1, [0, 3, 1, 2, 4]],
  ['for none', 0, [0, 1, 2, 3, 4]],
])('lowers a box by the penalty %s', (_, most, order) => {
  const scores = Float64Array.of(9, 8.5, 8.2, 8.1, 8);
  const cells = [0, 0, 0, 1, 1];
  expect([...takeTurns(scores, (e) => cells[e], [{ fineness: 1, penalty: 1, most }])]).toEqual(order);
});

it('adds the penalties of all turns up, each for its own cells', () => {
  const scores = Float64Array.of(9, 8, 7.5);
  // All share a coarse cell (0, 1, 2); the first two share a fine one as well (0, 1, 0): 9, 6, 5.5.
  const cellOf = (e: number, fineness: number) => (fineness === 1 ? 0 : [0, 0, 1][e]);
  const turns = [1, 2].map((fineness) => ({ fineness, penalty: 1, most: 9 }));
  expect([...takeTurns(scores, cellOf, turns)]).toEqual([0, 1, 2]);
  const harder = [{ ...turns[0] }, { ...turns[1], penalty: 2 }];
  expect([...takeTurns(scores, cellOf, harder)]).toEqual([0, 2, 1]);
});

it.each([
  ['regions of trees', rankingModel, FEATURES],
  ['stable regions', stableModel, STABLE_FEATURES],
])('has a model for the features as they are: %s', (_, model, features) => {
  expect(model.hidden.length).toBe(model.out.length);
  expect(model.hidden.length).toBeGreaterThan(0);
  for (const row of model.hidden) {
    expect(row.length).toBe(features.length + 1);
    expect(row.every(Number.isFinite)).toBe(true);
  }
});
