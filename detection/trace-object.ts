/** Why a detector did, or did not, find an object: the last step after the proposals' own explanation. */
import { checkBox } from '../src/check-arguments.js';
import { type Box, iou } from '../src/geometry/box.js';
import type { Boxes } from '../src/geometry/boxes.js';
import { bestOverlap } from '../src/geometry/overlap.js';
import type { DecidedCandidate } from './decide.js';
import type { Detection } from './detection.js';
import type { DetectionStages } from './explain.js';

/** VOC's rule: a box of less is not on the object. */
const FOUND_IOU = 0.5;
/** Number of classes reported for the nearest proposal. */
const TOP = 5;

/** A candidate of the nearest proposal. */
export interface TracedCandidate extends DecidedCandidate {
  /** Of its refined box with the object. */
  readonly iou: number;
  /** The better one that suppressed it, and their overlap. */
  readonly by?: Detection & { readonly iou: number };
}

export interface ObjectTrace {
  /** Of all proposals, ruled out or not, the one that overlaps the object most; undefined when none touches it. */
  readonly proposed?: { /** From 0. */ readonly rank: number; readonly iou: number; readonly box: Box };
  /** Of those that the network looked at, the one that overlaps the object most; undefined when none touches it. */
  readonly nearest?: {
    /** Place among those, from 0. */
    readonly rank: number;
    readonly iou: number;
    readonly box: Box;
    /** What the network says of it, likeliest first. */
    readonly scores: readonly { readonly class: string; readonly score: number }[];
    /** What became of it, class by class from the score floor on, likeliest first. */
    readonly candidates: readonly TracedCandidate[];
  };
  /** The detection that overlaps the object most, of whatever class; undefined when none touches it. */
  readonly detection?: Detection & { readonly iou: number };
  readonly reason: /** A detection lies on the object, at IoU 0.5 or more. */
    | 'found'
    /** No proposal overlaps it by 0.5. */
    | 'no proposal'
    /** Some overlap it by 0.5, but the first, cheap look ruled them out. */
    | 'ruled out'
    /** The network gives its nearest proposal no class at or above the threshold. */
    | 'below the threshold'
    /** A better box of the same class suppressed it. */
    | 'suppressed'
    /** It was kept, and refined away from the object. */
    | 'moved away'
    /** It was kept, but the image has more detections than are returned, and they are better. */
    | 'beyond the limit';
}

/**
 * Follows an object through the stages of its image.
 *
 * @param stages what `Detector.explain` gave
 * @param object pixels of the image
 */
export function traceObject(stages: DetectionStages, classes: readonly string[], object: Box): ObjectTrace {
  checkBox(object, 'the object');
  const { index: rank, iou: overlap } = bestOverlap(stages.proposals, object);
  const proposed = bestOverlap(stages.proposed, object);
  const detection = nearestOf(stages.detections, object);
  const candidates = stages.candidates
    .filter(({ proposal }) => proposal === rank)
    .map((candidate) => traced(candidate, stages.candidates, object));
  const own = stages.scores.subarray(rank * classes.length, (rank + 1) * classes.length);
  const scores = classes
    .map((name, k) => ({ class: name, score: own[k] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, TOP);
  const nearest = { rank, iou: overlap, box: stages.proposals.at(rank), scores, candidates };
  return {
    ...(proposed.index >= 0 ? { proposed: placed(proposed, stages.proposed) } : {}),
    ...(rank >= 0 ? { nearest } : {}),
    ...(detection ? { detection } : {}),
    reason: reasonOf({ detection, overlap, proposed: proposed.iou, candidates }, stages.thresholds),
  };
}

function placed({ index, iou }: { readonly index: number; readonly iou: number }, boxes: Boxes) {
  return { rank: index, iou, box: boxes.at(index) };
}

function traced(candidate: DecidedCandidate, all: readonly DecidedCandidate[], object: Box): TracedCandidate {
  const { box, suppressedBy } = candidate;
  const found = { ...candidate, iou: iou(box, object) };
  if (suppressedBy === undefined) return found;
  const { class: name, classIndex, score, box: better } = all[suppressedBy];
  return { ...found, by: { class: name, classIndex, score, box: better, iou: iou(better, box) } };
}

function nearestOf(detections: readonly Detection[], object: Box): (Detection & { iou: number }) | undefined {
  return detections
    .map((found) => ({ ...found, iou: iou(found.box, object) }))
    .reduce<(Detection & { iou: number }) | undefined>(
      (best, found) => (found.iou > (best?.iou ?? 0) ? found : best),
      undefined,
    );
}

interface Traced {
  readonly detection: { readonly iou: number } | undefined;
  /** Of the nearest proposal that was looked at, and of the nearest of all. */
  readonly overlap: number;
  readonly proposed: number;
  readonly candidates: readonly TracedCandidate[];
}

function reasonOf(
  { detection, overlap, proposed, candidates }: Traced,
  thresholds: readonly number[],
): ObjectTrace['reason'] {
  if (detection && detection.iou >= FOUND_IOU) return 'found';
  if (overlap < FOUND_IOU) return proposed < FOUND_IOU ? 'no proposal' : 'ruled out';
  const likely = candidates.filter(({ score, classIndex }) => score >= thresholds[classIndex]);
  if (likely.length === 0) return 'below the threshold';
  if (likely.some(({ fate }) => fate === 'detection')) return 'moved away';
  return likely.some(({ fate }) => fate === 'suppressed') ? 'suppressed' : 'beyond the limit';
}
