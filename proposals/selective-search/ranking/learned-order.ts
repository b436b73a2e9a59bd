/**
 * E = entries of a pool, F = features, H = hidden units. An order learned from annotated photographs, in place of
 * the paper's random one: boxes likely to hold an object first, and of boxes that look alike the best first, the
 * others later.
 */

import type { Size } from '../../../src/geometry/box.js';
import type { Pool } from '../../pooling.js';
import type { SearchSets } from '../search-color-space.js';
import { cellKey } from './cells.js';
import { type BoxFeatures, boxFeatures, F } from './features.js';
import type { RankingModel } from './model-shape.js';
import { rankingModel } from './ranking-model.js';
import { stableModel } from './stable-model.js';

/** What a box's score loses for each better one in its cell, `most` of them at most. */
interface Turn {
  /** Of the cells: see `cellKey`. */
  readonly fineness: number;
  /** In the unit of scores, logarithms of odds. */
  readonly penalty: number;
  readonly most: number;
}

/**
 * Coarse cells spread the first boxes over places and sizes, fine ones send what looks like a better box further
 * down. Chosen by recall of the first 100 to 2,000 on training photographs that the model had not seen.
 */
const TURNS: readonly Turn[] = [
  { fineness: 1, penalty: 1, most: 1 },
  { fineness: 1.5, penalty: 1, most: 1 },
  { fineness: 3, penalty: 1, most: Number.POSITIVE_INFINITY },
];

/** Entries of the pool, best first. */
export function learnedOrder(sets: SearchSets, pool: Pool, size: Size): Uint32Array {
  const scores = scoresOf(boxFeatures(sets, pool, size));
  const boxes = [...sets.hierarchies, ...sets.stable].map(({ box }) => box);
  const boxAt = (entry: number) => boxes[pool.set[entry]];
  return takeTurns(scores, (entry, fineness) => cellKey(boxAt(entry), 4 * pool.index[entry], fineness, size));
}

/**
 * What a stable region's score loses against a tree's: its network learnt from other photographs. Of -2 to 1, in
 * steps of a half, the best for 500 boxes on photographs that it had not seen.
 */
const STABLE_OFFSET = -1;

/** @returns a score per entry of the pool, those of trees first; higher is better */
export function scoresOf(
  { regions, stable }: BoxFeatures,
  stableScores: RankingModel = stableModel,
): Float64Array {
  const of = scoreAll(stable, stableScores).map((score) => score + STABLE_OFFSET);
  const scores = new Float64Array(regions.length / F + of.length);
  scores.set(scoreAll(regions, rankingModel));
  scores.set(of, regions.length / F);
  return scores;
}

/** @param rows E x F */
export function scoreAll(rows: Float32Array, { hidden, out }: RankingModel): Float64Array {
  const weights = Float64Array.from(hidden.flat());
  const outer = Float64Array.from(out);
  const features = hidden[0].length - 1;
  const scores = new Float64Array(rows.length / features);
  for (let e = 0, at = 0; e < scores.length; e++, at += features) {
    let score = 0;
    for (let h = 0, w = 0; h < outer.length; h++) {
      let sum = 0;
      for (let i = at; i < at + features; i++) sum += weights[w++] * rows[i];
      sum += weights[w++]; // the bias
      if (sum > 0) score += outer[h] * sum;
    }
    scores[e] = score;
  }
  return scores;
}

/** By score, less the penalties of all turns; of equals the earlier entry first. */
export function takeTurns(
  scores: Float64Array,
  cellOf: (entry: number, fineness: number) => number,
  turns: readonly Turn[] = TURNS,
): Uint32Array {
  const best = (values: Float64Array) => (a: number, b: number) => values[b] - values[a] || a - b;
  const order = new Uint32Array(scores.length);
  for (let e = 0; e < order.length; e++) order[e] = e; // Uint32Array.from(keys()) takes as long as the sort
  order.sort(best(scores));
  const lowered = scores.slice();
  for (const { fineness, penalty, most } of turns) {
    const taken = new Map<number, number>();
    for (const entry of order) {
      const cell = cellOf(entry, fineness);
      const before = taken.get(cell) ?? 0;
      taken.set(cell, before + 1);
      lowered[entry] -= penalty * Math.min(before, most);
    }
  }
  return order.sort(best(lowered));
}
