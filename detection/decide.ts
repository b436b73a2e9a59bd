import { nms } from '../src/geometry/nms.js';
import { voteBox } from './box-voting.js';
import type { Candidates } from './candidates.js';
import type { Detection } from './detection.js';

export interface DecideOptions {
  readonly classes: readonly string[];
  /** Per-class greedy NMS; 0.3 in R-CNN. */
  readonly nmsIou: number;
  /** The best so many of an image are kept, over all classes. */
  readonly maxDetections: number;
}

/** Non-maximum suppression class by class, then box voting; best first. */
export function decide(
  candidates: Candidates,
  { classes, nmsIou, maxDetections }: DecideOptions,
): Detection[] {
  const detections = classes.flatMap((name, k) => {
    const { boxes, scores } = candidates.ofClass(k);
    const kept = nms(boxes, scores, { iouThreshold: nmsIou });
    return Array.from(kept, (i) => ({ class: name, score: scores[i], box: voteBox(boxes, scores, i) }));
  });
  return detections.sort((a, b) => b.score - a.score).slice(0, maxDetections);
}
