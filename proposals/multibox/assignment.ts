/** P = priors, G = objects of one image. Which prior answers for which object (arXiv 1312.2249, sections 3.1-3.2). */
import type { Boxes } from '../../src/geometry/boxes.js';
import { iouAt } from '../../src/geometry/overlap.js';

/**
 * The paper matches each object with one prior, the assignment of greatest overlap. Two thousand photographs are
 * too few for so few positives: as in SSD (arXiv 1512.02325, section 2.2), a prior also answers for the object that
 * it overlaps by at least this much. A deviation.
 */
const ALSO = 0.5;

/** @returns for each prior its object, -1 for none */
export function assign(priors: Boxes, objects: Boxes, { also = ALSO }: { also?: number } = {}): Int32Array {
  const assigned = new Int32Array(priors.length).fill(-1);
  const best = new Float64Array(priors.length);
  const pairs: { prior: number; object: number; overlap: number }[] = [];
  for (let object = 0; object < objects.length; object++) {
    for (let prior = 0; prior < priors.length; prior++) {
      const overlap = iouAt(priors, prior, objects, object);
      if (overlap === 0) continue;
      pairs.push({ prior, object, overlap });
      if (overlap >= also && overlap > best[prior]) {
        best[prior] = overlap;
        assigned[prior] = object;
      }
    }
  }
  pairs.sort((a, b) => b.overlap - a.overlap || a.object - b.object || a.prior - b.prior);
  const done = new Set<number>();
  const taken = new Set<number>();
  for (const { prior, object } of pairs) {
    if (done.has(object) || taken.has(prior)) continue;
    done.add(object);
    taken.add(prior);
    assigned[prior] = object;
  }
  return assigned;
}
