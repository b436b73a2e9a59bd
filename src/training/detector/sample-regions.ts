import { draw } from '../../random/draw.js';
import { NEAR_IOU, overlapByte, type RegionLabels } from './label-regions.js';

/** Regions taken of one image, apart from the annotated objects themselves. */
export interface SampleCounts {
  /** IoU 0.5 or more with an object. */
  readonly positives: number;
  /** Some object in it, IoU 0.1 to 0.5: what a detector confuses with the object. */
  readonly near: number;
  /** IoU below 0.1: background. */
  readonly far: number;
}

/** As stored in `overlaps`: a region with less is far from every object. */
export const NEAR = overlapByte(NEAR_IOU);

/**
 * Draws the examples of one image: most negatives touch an object, since background is plentiful and easy.
 *
 * @param labels of all regions; the first `objects` of them are the annotated boxes, which are always taken
 * @returns indices of regions, in rising order
 */
export function sampleRegions(
  labels: RegionLabels,
  { objects, classes, counts, random }: SampleOptions,
): Int32Array {
  const kinds: Record<keyof SampleCounts, number[]> = { positives: [], near: [], far: [] };
  const taken: number[] = [];
  for (let r = 0; r < labels.positive.length; r++) {
    if (labels.ignored[r]) continue;
    if (r < objects) taken.push(r);
    else if (labels.positive[r] >= 0) kinds.positives.push(r);
    else if (touches(labels, r, classes)) kinds.near.push(r);
    else kinds.far.push(r);
  }
  for (const kind of ['positives', 'near', 'far'] as const) {
    taken.push(...draw(kinds[kind], counts[kind], random));
  }
  return Int32Array.from(taken).sort();
}

export interface SampleOptions {
  /** How many of the first regions are annotated objects. */
  readonly objects: number;
  readonly classes: number;
  readonly counts: SampleCounts;
  readonly random: () => number;
}

function touches({ overlaps }: RegionLabels, region: number, classes: number): boolean {
  for (let k = 0; k < classes; k++) if (overlaps[region * classes + k] >= NEAR) return true;
  return false;
}
