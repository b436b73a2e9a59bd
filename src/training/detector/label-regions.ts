/** Legend: R = regions of one image, K = classes, G = annotated objects of the image. */

import { encodeBox } from '../../../detection/box-coding.js';
import type { Boxes } from '../../geometry/boxes.js';
import { iouAt } from '../../geometry/overlap.js';

/** The annotated objects of one image, the difficult ones last. */
export interface ImageTruth {
  readonly boxes: Boxes;
  /** G class indices. */
  readonly classes: Int32Array;
  /** G flags: 1 marks what VOC calls difficult and COCO a crowd, which neither teach nor count. */
  readonly difficult: Uint8Array;
  /** What somebody said is no object: an example against every class. */
  readonly background?: Boxes;
}

/** The objects that teach: all but the difficult ones. */
export function clearObjects({ boxes, difficult }: Pick<ImageTruth, 'boxes' | 'difficult'>): Boxes {
  const first = difficult.indexOf(1);
  return first < 0 ? boxes : boxes.slice(0, first);
}

/** What the truth says of each region. */
export interface RegionLabels {
  /** R x K: largest IoU with an object of the class, in 1/255, rounded down; difficult objects left out. */
  readonly overlaps: Uint8Array;
  /** R: class of the object with the largest IoU when that is 0.5 or more, else -1. */
  readonly positive: Int16Array;
  /** R x 4: what turns the region into that object (see `encodeBox`); zeros for others. */
  readonly deltas: Float32Array;
  /** R: 1 when the region lies on a difficult object more than on any other, by 0.3 or more. */
  readonly ignored: Uint8Array;
}

/** R-CNN's bound for fine-tuning (section 2.3): at least this IoU makes a region an example of the class. */
export const POSITIVE_IOU = 0.5;
/** R-CNN's bound for SVMs (section 2.3): below it a region is an example against the class; between, neither. */
export const NEGATIVE_IOU = 0.3;
/** Regions that overlap some object by this are near it: Fast R-CNN's lower bound for negatives (arXiv 1504.08083, 2.3). */
export const NEAR_IOU = 0.1;

/** IoU as stored in `overlaps`. */
export function overlapByte(iou: number): number {
  return Math.floor(255 * iou);
}

/**
 * What regions are to the support vector machine of each class, R x K: 1 an example of it, -1 one against it, 0 neither.
 *
 * @param overlaps R x K, as {@link RegionLabels} has them
 * @param example least IoU of an example
 */
export function svmTargets(overlaps: ArrayLike<number>, example: number): Int8Array {
  const [against, own] = [overlapByte(NEGATIVE_IOU), overlapByte(example)];
  return Int8Array.from(overlaps, (overlap) => (overlap >= own ? 1 : overlap < against ? -1 : 0));
}

/**
 * Compares regions with the annotated objects of their image, as R-CNN does (arXiv 1311.2524, section 2.3 and appendix C).
 * Difficult objects give no labels; they mark regions to ignore.
 *
 * @param regions R, pixels of the image, as the objects' boxes are
 * @param classes K
 */
export function labelRegions(regions: Boxes, truth: ImageTruth, classes: number): RegionLabels {
  const labels: RegionLabels = {
    overlaps: new Uint8Array(regions.length * classes),
    positive: new Int16Array(regions.length).fill(-1),
    deltas: new Float32Array(4 * regions.length),
    ignored: new Uint8Array(regions.length),
  };
  for (let r = 0; r < regions.length; r++) {
    let best = 0;
    let bestObject = -1;
    let onDifficult = 0;
    for (let g = 0; g < truth.boxes.length; g++) {
      const overlap = iouAt(regions, r, truth.boxes, g);
      if (truth.difficult[g]) {
        onDifficult = Math.max(onDifficult, overlap);
        continue;
      }
      const at = r * classes + truth.classes[g];
      labels.overlaps[at] = Math.max(labels.overlaps[at], overlapByte(overlap));
      if (overlap > best) {
        best = overlap;
        bestObject = g;
      }
    }
    if (best >= POSITIVE_IOU) {
      labels.positive[r] = truth.classes[bestObject];
      const { dx, dy, dw, dh } = encodeBox(regions.at(r), truth.boxes.at(bestObject));
      labels.deltas.set([dx, dy, dw, dh], 4 * r);
    }
    if (onDifficult >= NEGATIVE_IOU && onDifficult > best) labels.ignored[r] = 1;
  }
  return labels;
}
