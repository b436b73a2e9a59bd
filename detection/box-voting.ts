import type { Box } from '../src/geometry/box.js';
import type { Boxes } from '../src/geometry/boxes.js';
import { iouAt } from '../src/geometry/overlap.js';

/**
 * Boxes that overlap a kept one by at least this vote on its place (Gidaris & Komodakis, arXiv 1505.01749, 3.3, with 0.5).
 * From 0.4 on, boxes of the whole object outvote a kept box of its surest part.
 */
const VOTING_IOU = 0.4;

/**
 * The place of a kept detection as the mean of all candidates around it, weighted by their scores: the
 * candidates that NMS drops still know where the object is.
 *
 * @param boxes all candidates of the class before NMS
 * @param kept index of the box that NMS kept; it votes too
 * @param floor least score that votes, so that a box does not depend on how many candidates were collected; 0..1
 */
export function voteBox(boxes: Boxes, scores: ArrayLike<number>, kept: number, floor = 0): Box {
  let weight = 0;
  const sum = { x1: 0, y1: 0, x2: 0, y2: 0 };
  for (let i = 0; i < boxes.length; i++) {
    if (scores[i] < floor) continue;
    if (iouAt(boxes, i, boxes, kept) < VOTING_IOU) continue;
    weight += scores[i];
    sum.x1 += scores[i] * boxes.x1[i];
    sum.y1 += scores[i] * boxes.y1[i];
    sum.x2 += scores[i] * boxes.x2[i];
    sum.y2 += scores[i] * boxes.y2[i];
  }
  // Scores are probabilities above a floor; only when all are 0 is there nothing to weigh by.
  if (weight === 0) return boxes.at(kept);
  return { x1: sum.x1 / weight, y1: sum.y1 / weight, x2: sum.x2 / weight, y2: sum.y2 / weight };
}
