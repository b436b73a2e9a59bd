/** R = regions of a photograph, K = classes, F = features. Detections from features that are known: no network runs. */
import { Candidates } from '../../../detection/candidates.js';
import { decide } from '../../../detection/decide.js';
import { MAX_DETECTIONS, NMS_IOU, SCORE_FLOOR } from '../../../detection/defaults.js';
import type { Detection } from '../../../detection/detection.js';
import type { Size } from '../../geometry/box.js';
import type { Boxes } from '../../geometry/boxes.js';
import type { Heads } from './heads.js';
import { linear } from './linear.js';

interface SeenRegions extends Size {
  /** Pixels of the photograph. */
  readonly boxes: Boxes;
  /** R x F, as the heads learnt from them. */
  readonly features: Float32Array;
}

export interface NamedHeads extends Heads {
  readonly classes: readonly string[];
}

/** @returns best first, from the threshold on, 100 at most */
export function headDetections(
  { boxes, features, width, height }: SeenRegions,
  { classes, scores, deltas }: NamedHeads,
  threshold: number,
): Detection[] {
  const scoreFloor = Math.min(SCORE_FLOOR, threshold);
  const candidates = new Candidates(classes.length, { size: { width, height }, scoreFloor });
  candidates.add({
    boxes,
    scores: linear(features, scores).map((score) => 1 / (1 + Math.exp(-score))), // R x K
    deltas: linear(features, deltas), // R x 4K
  });
  const limits = { nmsIou: NMS_IOU, threshold, maxDetections: MAX_DETECTIONS };
  return decide(candidates, { classes, ...limits }).detections;
}
