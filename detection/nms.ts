import { type NmsOptions, nms } from '../src/geometry/nms.js';
import type { ClassCandidates } from './candidates.js';

/**
 * R-CNN's threshold (arXiv 1311.2524, section 2.2: "learned"; the published code uses 0.3): above it two boxes
 * of a class are one object.
 */
export const NMS_IOU = 0.3;

/**
 * Greedy non-maximum suppression, each class for itself: a box may be kept for several classes.
 *
 * @param candidates one entry a class
 * @returns for each class the indices of its kept candidates, best first
 */
export function perClassNms(candidates: readonly ClassCandidates[], options: NmsOptions): Int32Array[] {
  return candidates.map(({ boxes, scores }) => nms(boxes, scores, options));
}
