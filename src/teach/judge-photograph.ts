/** Detections of taught heads on a photograph whose features are known: no network runs. */
import { Candidates } from '../../detection/candidates.js';
import { decide } from '../../detection/decide.js';
import { NMS_IOU, SCORE_FLOOR } from '../../detection/defaults.js';
import type { Detection } from '../../detection/detection.js';
import type { Linear } from '../training/detector/heads.js';
import { linear } from '../training/detector/linear.js';
import type { SeenRegions } from './described.js';

export interface TaughtHeads {
  readonly classes: readonly string[];
  /** K x F, and 4K x F: see `Heads` of the trainer. */
  readonly scores: Linear;
  readonly deltas: Linear;
}

const MAX_DETECTIONS = 100;

/** Best first, from the threshold on. */
export function detectionsOf(
  { boxes, features, width, height }: SeenRegions,
  { classes, scores, deltas }: TaughtHeads,
  threshold: number,
): Detection[] {
  const candidates = new Candidates(classes.length, {
    size: { width, height },
    scoreFloor: Math.min(SCORE_FLOOR, threshold),
  });
  const logits = linear(features, scores);
  candidates.add({
    boxes,
    scores: logits.map((logit) => 1 / (1 + Math.exp(-logit))),
    deltas: linear(features, deltas),
  });
  const options = { classes, nmsIou: NMS_IOU, threshold, maxDetections: MAX_DETECTIONS };
  return decide(candidates, options).detections;
}
