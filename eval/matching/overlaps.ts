import { CROWD } from '../../src/datasets/records.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import type { MatchGroup } from './group.js';

/** Pixels that ILSVRC allows a small object's box to be off by, in all (`pixelTolerance`). */
const tolerance = 10;

/**
 * Fills `overlap`, `highest` and `ceilings` for the detections from `position` and the objects from `truth` on,
 * and makes room for the rest. Arithmetic as in pycocotools' `bbIou` and the devkits: float64, areas as recorded.
 */
export function measureOverlaps(
  { truth, detections, order, truthOrder }: Scene,
  rules: Rules,
  group: MatchGroup,
  start: { readonly position: number; readonly truth: number },
): void {
  makeRoom(group);
  const { overlap, highest, ceilings, objects } = group;
  highest.fill(0, 0, group.detections);
  for (let j = 0; j < objects; j++) {
    const g = truthOrder[start.truth + j];
    const gx1 = truth.x1[g];
    const gy1 = truth.y1[g];
    const gx2 = truth.x2[g];
    const gy2 = truth.y2[g];
    const gArea = truth.boxArea ? truth.boxArea[g] : (gx2 - gx1) * (gy2 - gy1);
    const overOwnArea = (truth.flags[g] & CROWD) !== 0 && rules.crowd === 'absorbing';
    ceilings[j] = rules.relaxSmall ? ceiling(gx2 - gx1, gy2 - gy1) : Number.POSITIVE_INFINITY;
    for (let i = 0; i < group.detections; i++) {
      const d = order[start.position + i];
      const width = Math.min(detections.x2[d], gx2) - Math.max(detections.x1[d], gx1);
      const height = Math.min(detections.y2[d], gy2) - Math.max(detections.y1[d], gy1);
      let value = 0;
      if (width > 0 && height > 0) {
        const shared = width * height;
        const dArea = detections.boxArea
          ? detections.boxArea[d]
          : (detections.x2[d] - detections.x1[d]) * (detections.y2[d] - detections.y1[d]);
        value = shared / (overOwnArea ? dArea : dArea + gArea - shared);
      }
      overlap[i * objects + j] = value;
      if (value > highest[i]) highest[i] = value;
    }
  }
}

function ceiling(width: number, height: number): number {
  return (width * height) / ((width + tolerance) * (height + tolerance));
}

function makeRoom(group: MatchGroup): void {
  const { detections, objects, thresholds } = group;
  const roomy = (n: number) => Math.max(64, 2 * n);
  if (group.overlap.length < detections * objects)
    group.overlap = new Float64Array(roomy(detections * objects));
  if (group.highest.length < detections) group.highest = new Float64Array(roomy(detections));
  if (group.roles.length < objects) {
    group.roles = new Uint8Array(roomy(objects));
    group.ceilings = new Float64Array(roomy(objects));
    group.found = new Uint8Array(roomy(objects));
    group.sequence = new Int32Array(roomy(objects));
  }
  if (group.assigned.length < detections * thresholds.length) {
    group.assigned = new Int32Array(roomy(detections * thresholds.length));
  }
}
