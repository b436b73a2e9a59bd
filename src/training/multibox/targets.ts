/** Legend: P = priors. What MultiBox should say of an image. */

import { assign } from '../../../proposals/multibox/assignment.js';
import { encode } from '../../../proposals/multibox/coding.js';
import { type Dataset, SET_ASIDE } from '../../datasets/records.js';
import type { Box } from '../../geometry/box.js';
import { Boxes } from '../../geometry/boxes.js';
import { bestOverlap } from '../../geometry/overlap.js';

interface Targets {
  /** P: 1 where a prior answers for an object. */
  readonly matched: Float32Array;
  /** P x 4. */
  readonly residuals: Float32Array;
  /**
   * P: how much a prior counts. The priors of an object share the 1 that the paper's only one has, or large objects,
   * with 20, would count for as many small ones: 5 points of recall on photographs of `train` that were kept apart.
   */
  readonly weights: Float32Array;
}

/** Boxes of one image in [0, 1] of its sides. */
export interface ImageObjects {
  readonly objects: Boxes;
  /** Difficult ones and crowds: a box there is neither right nor wrong. */
  readonly ignored: Boxes;
}

/** A prior that overlaps an ignored box by as much would have answered for it. */
const IGNORED_IOU = 0.5;

/** Those of each image of the data set, whose sizes are known: see `withSizes`. */
export function objectsByImage({ images, truth }: Dataset): ImageObjects[] {
  const lists = images.map(() => ({ objects: [] as Box[], ignored: [] as Box[] }));
  for (let row = 0; row < truth.length; row++) {
    const { objects, ignored } = lists[truth.image[row]];
    const { width, height } = images[truth.image[row]];
    const list = (truth.flags[row] & SET_ASIDE) === 0 ? objects : ignored;
    list.push({
      x1: truth.x1[row] / width,
      y1: truth.y1[row] / height,
      x2: truth.x2[row] / width,
      y2: truth.y2[row] / height,
    });
  }
  return lists.map(({ objects, ignored }) => ({
    objects: Boxes.from(objects),
    ignored: Boxes.from(ignored),
  }));
}

/** The objects as the mirror image has them. */
export function mirroredObjects({ objects, ignored }: ImageObjects): ImageObjects {
  return { objects: mirrored(objects), ignored: mirrored(ignored) };
}

function mirrored(boxes: Boxes): Boxes {
  return Boxes.from([...boxes].map(({ x1, x2, ...rest }) => ({ ...rest, x1: 1 - x2, x2: 1 - x1 })));
}

/**
 * What each prior should say of an image (arXiv 1312.2249, section 3.1): which object it answers for (see `assign`) and the
 * residuals that turn it into that object (see `encode`). A prior on an ignored box counts for nothing.
 *
 * @param priors P, in shares of the image's sides, as the objects are
 */
export function targetsFor(priors: Boxes, { objects, ignored }: ImageObjects): Targets {
  const matched = new Float32Array(priors.length);
  const residuals = new Float32Array(4 * priors.length);
  const weights = new Float32Array(priors.length).fill(1);
  const assigned = assign(priors, objects);
  const answers = new Float64Array(objects.length);
  for (const object of assigned) if (object >= 0) answers[object]++;
  for (let prior = 0; prior < priors.length; prior++) {
    const object = assigned[prior];
    if (object < 0) {
      if (bestOverlap(ignored, priors.at(prior)).iou >= IGNORED_IOU) weights[prior] = 0;
      continue;
    }
    matched[prior] = 1;
    weights[prior] = 1 / answers[object];
    encode(objects.at(object), priors.at(prior), residuals, 4 * prior);
  }
  return { matched, residuals, weights };
}
