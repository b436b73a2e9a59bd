/** Legend: P = priors. What MultiBox should say of an image. */
import { assign } from '../../../proposals/multibox/assignment.js';
import { encode } from '../../../proposals/multibox/coding.js';
import { CROWD, type Dataset, DIFFICULT } from '../../../src/datasets/records.js';
import type { Box } from '../../../src/geometry/box.js';
import { Boxes } from '../../../src/geometry/boxes.js';

export interface Targets {
  /** P: 1 where a prior answers for an object. */
  readonly matched: Float32Array;
  /** P x 4. */
  readonly residuals: Float32Array;
}

/** Objects of every image in [0, 1] of its sides; crowds and difficult ones are nobody's business. */
export function objectsByImage({ images, truth }: Dataset): Boxes[] {
  const lists: Box[][] = images.map(() => []);
  for (let row = 0; row < truth.length; row++) {
    if ((truth.flags[row] & (DIFFICULT | CROWD)) !== 0) continue;
    const { width, height } = images[truth.image[row]];
    lists[truth.image[row]].push({
      x1: truth.x1[row] / width,
      y1: truth.y1[row] / height,
      x2: truth.x2[row] / width,
      y2: truth.y2[row] / height,
    });
  }
  return lists.map((list) => Boxes.from(list));
}

/** The objects as the mirror image has them. */
export function mirroredObjects(objects: Boxes): Boxes {
  return Boxes.from([...objects].map(({ x1, y1, x2, y2 }) => ({ x1: 1 - x2, y1, x2: 1 - x1, y2 })));
}

export function targetsFor(priors: Boxes, objects: Boxes): Targets {
  const matched = new Float32Array(priors.length);
  const residuals = new Float32Array(4 * priors.length);
  const assigned = assign(priors, objects);
  for (let prior = 0; prior < priors.length; prior++) {
    if (assigned[prior] < 0) continue;
    matched[prior] = 1;
    encode(objects.at(assigned[prior]), priors.at(prior), residuals, 4 * prior);
  }
  return { matched, residuals };
}
