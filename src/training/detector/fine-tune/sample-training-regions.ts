/** Legend: R = candidate regions of one photograph, G = its annotated objects, S = regions that are drawn for a step. */

import type { Boxes } from '../../../geometry/boxes.js';
import { iouAt } from '../../../geometry/overlap.js';
import { draw } from '../../../random/draw.js';
import { type ImageTruth, NEAR_IOU, NEGATIVE_IOU, POSITIVE_IOU } from '../label-regions.js';
import type { FineTuneSettings } from './settings.js';

interface SampledRegion {
  /** Index among the candidates. */
  readonly region: number;
  /** Index of the object that it is an example of; -1 for background. */
  readonly object: number;
}

/**
 * Draws the regions of one photograph that a step learns from, or chooses from: at most a share of what it learns from lies
 * on objects (IoU 0.5 or more); the others are background: first what somebody said is none, then regions that are mostly
 * near an object. Where one kind is rare, the others fill up. Regions that lie on a difficult object more than on any other
 * are neither.
 *
 * @param candidates R proposals, and the objects themselves among them if they are to be learnt from
 * @returns S, or fewer when there are not as many
 */
export function sampleTrainingRegions(
  candidates: Boxes,
  truth: ImageTruth,
  { regions, candidates: drawn = regions, foreground, near, random, isRejected }: SampleTrainingOptions,
): SampledRegion[] {
  const kinds = {
    object: [] as number[],
    rejected: [] as number[],
    near: [] as number[],
    far: [] as number[],
  };
  const objects = new Int32Array(candidates.length).fill(-1);
  for (let r = 0; r < candidates.length; r++) {
    const { iou, object, onDifficult } = match(candidates, r, truth);
    if (onDifficult >= NEGATIVE_IOU && onDifficult > iou) continue;
    if (iou >= POSITIVE_IOU) {
      objects[r] = object;
      kinds.object.push(r);
    } else if (isRejected?.(r)) kinds.rejected.push(r);
    else if (iou >= NEAR_IOU) kinds.near.push(r);
    else kinds.far.push(r);
  }
  const positives = draw(kinds.object, Math.round(foreground * regions), random);
  const rejected = draw(kinds.rejected, drawn - positives.length, random);
  const left = drawn - positives.length - rejected.length;
  const wanted = Math.max(Math.round(near * left), left - kinds.far.length);
  const nearby = draw(kinds.near, wanted, random);
  const distant = draw(kinds.far, left - nearby.length, random);
  return [...positives, ...rejected, ...nearby, ...distant].map((region) => ({
    region,
    object: objects[region]!,
  }));
}

export interface SampleTrainingOptions
  extends Pick<FineTuneSettings, 'regions' | 'foreground' | 'near'>,
    Partial<Pick<FineTuneSettings, 'candidates'>> {
  readonly random: () => number;
  /** Whether a candidate is one of the boxes that somebody said are no object. */
  readonly isRejected?: (region: number) => boolean;
}

/** The clear object that a region overlaps most, and how much it overlaps a difficult one. */
function match(candidates: Boxes, r: number, { boxes, difficult }: ImageTruth) {
  let [iou, object, onDifficult] = [0, -1, 0];
  for (let g = 0; g < boxes.length; g++) {
    const overlap = iouAt(candidates, r, boxes, g);
    if (difficult[g]) onDifficult = Math.max(onDifficult, overlap);
    else if (overlap > iou) [iou, object] = [overlap, g];
  }
  return { iou, object, onDifficult };
}
