import type { Boxes } from './boxes.js';
import { iouAt } from './overlap.js';

export interface NmsOptions {
  /** A box is suppressed when it overlaps a kept, better one by more than this; exactly at it, it stays. */
  readonly iouThreshold: number;
  /** Stops after so many kept boxes; default: none. */
  readonly limit?: number;
}

/**
 * Greedy non-maximum suppression.
 *
 * @param scores one per box; equal scores are taken in the order given
 * @returns indices of the kept boxes, best first
 */
export function nms(
  boxes: Boxes,
  scores: ArrayLike<number>,
  { iouThreshold, limit = boxes.length }: NmsOptions,
): Int32Array {
  const order = new Int32Array(boxes.length).map((_, i) => i);
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const kept = new Int32Array(boxes.length);
  let count = 0;
  for (const candidate of order) {
    if (count >= limit) break;
    let suppressed = false;
    for (let k = 0; k < count && !suppressed; k++) {
      suppressed = iouAt(boxes, kept[k], boxes, candidate) > iouThreshold;
    }
    if (!suppressed) kept[count++] = candidate;
  }
  return kept.slice(0, count);
}
