import type { Boxes } from './boxes.js';

export interface NmsOptions {
  /** A box is suppressed when it overlaps a kept, better one by more than this; exactly at it, it stays. */
  readonly iouThreshold: number;
  /** Keeps at most this many; default: no limit. Boxes after the last kept one are then not looked at. */
  readonly limit?: number;
}

/** What non-maximum suppression makes of each box. */
interface Suppression {
  /** Indices of the kept boxes, best first. */
  readonly kept: Int32Array;
  /** For each box the index of the kept one that suppressed it, the first that overlaps it; -1 where none did. */
  readonly suppressedBy: Int32Array;
}

/**
 * Greedy non-maximum suppression.
 *
 * @param scores one per box; equal scores are taken in the order given
 * @returns indices of the kept boxes, best first
 */
export function nms(boxes: Boxes, scores: ArrayLike<number>, options: NmsOptions): Int32Array {
  return suppress(boxes, scores, options).kept;
}

/**
 * As {@link nms}, with what suppressed the others. The overlap is that of `iouAt`, but what belongs to one box is
 * read once, which takes three quarters of the time.
 */
export function suppress(
  boxes: Boxes,
  scores: ArrayLike<number>,
  { iouThreshold, limit = boxes.length }: NmsOptions,
): Suppression {
  const order = new Int32Array(boxes.length).map((_, i) => i);
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const { x1, y1, x2, y2 } = boxes;
  const areas = new Float64Array(boxes.length);
  for (let i = 0; i < boxes.length; i++) areas[i] = (x2[i] - x1[i]) * (y2[i] - y1[i]);
  const kept = new Int32Array(boxes.length);
  const suppressedBy = new Int32Array(boxes.length).fill(-1);
  let count = 0;
  for (const j of order) {
    if (count >= limit) break;
    const [left, top, right, bottom, area] = [x1[j], y1[j], x2[j], y2[j], areas[j]];
    let suppressed = false;
    for (let k = 0; k < count && !suppressed; k++) {
      const i = kept[k];
      const width = Math.min(x2[i], right) - Math.max(x1[i], left);
      if (width <= 0) continue;
      const height = Math.min(y2[i], bottom) - Math.max(y1[i], top);
      if (height <= 0) continue;
      const shared = width * height;
      suppressed = shared / (areas[i] + area - shared) > iouThreshold;
      if (suppressed) suppressedBy[j] = i;
    }
    if (!suppressed) kept[count++] = j;
  }
  return { kept: kept.slice(0, count), suppressedBy };
}
