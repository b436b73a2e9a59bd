/** C = candidates of one class. */
import type { Boxes } from '../src/geometry/boxes.js';
import { iouAt } from '../src/geometry/overlap.js';
import { SCORE_FLOOR } from './defaults.js';

/** Candidates that overlap by at least this support each other. */
const SUPPORT_IOU = 0.6;
/** Sum of scores at which support counts by half, where the network looked at as many regions as `voc` does. */
const HALF = 4;
const REGIONS = 150;

/**
 * What candidates are worth in the light of those around them: an object draws many likely boxes onto itself, a part of one,
 * or a chance likeness, few. The geometric mean of the score and of S / (S + 4), where S is the sum of the scores of all
 * candidates at IoU 0.6 or more, the own included. (Weighted boxes fusion, Solovyev et al., arXiv 1910.13302, counts such
 * boxes as well.) docs/training.md has what it gives.
 *
 * @param scores of the network, 0..1. One below the floor supports no other and stays below the floor, so that a lower threshold
 *   changes nothing that a higher one shows
 * @param regions how many the network looked at: of a handful, few can support each other
 * @returns C values, 0..1
 */
export function supported(boxes: Boxes, scores: Float32Array, regions: number): Float32Array {
  const support = Float64Array.from(scores);
  for (let i = 0; i < boxes.length; i++) {
    for (let j = 0; j < i; j++) {
      if (iouAt(boxes, i, boxes, j) < SUPPORT_IOU) continue;
      if (scores[j] >= SCORE_FLOOR) support[i] += scores[j];
      if (scores[i] >= SCORE_FLOOR) support[j] += scores[i];
    }
  }
  const half = HALF * Math.min(1, regions / REGIONS);
  return scores.map((score, i) => {
    const worth = Math.sqrt((score * support[i]) / (support[i] + half)) || 0; // 0 / 0 where nothing was looked at
    return score < SCORE_FLOOR ? Math.min(score, worth) : worth;
  });
}
