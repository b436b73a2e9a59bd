import { CROWD } from '../../src/datasets/records.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import type { MatchGroup } from './group.js';

/** Pixels that ILSVRC allows a small object's box to be off by, in all (`pixelTolerance`). */
const tolerance = 10;

/** COCO takes an IoU so near to 1 for 1 (see counted-first.ts). */
const almostOne = 1 - 1e-10;

/**
 * Fills `overlap`, `highest`, `candidate` and `ceilings` for the detections from `position` and the objects
 * from `firstTruth` on, and makes room for the rest. Arithmetic as in pycocotools' `bbIou` and the devkits: float64,
 * areas as recorded.
 */
export function measureOverlaps(
  scene: Scene,
  rules: Rules,
  group: MatchGroup,
  position: number,
  firstTruth: number,
): void {
  makeRoom(group);
  const { detections, order } = scene;
  const { x1, y1, x2, y2, boxArea } = detections;
  const { overlap, highest, candidate, objects } = group;
  const boxes = gatherObjects(scene, rules, group, firstTruth);
  const least = rules.relaxSmall ? Number.MIN_VALUE : Math.min(group.thresholds[0], almostOne);
  group.candidates = 0;
  for (let i = 0; i < group.detections; i++) {
    const d = order[position + i];
    const dx1 = x1[d];
    const dy1 = y1[d];
    const dx2 = x2[d];
    const dy2 = y2[d];
    const dArea = boxArea ? boxArea[d] : (dx2 - dx1) * (dy2 - dy1);
    let best = 0;
    for (let j = 0, at = 0; j < objects; j++, at += perObject) {
      const width = Math.min(dx2, boxes[at + 2]) - Math.max(dx1, boxes[at]);
      const height = Math.min(dy2, boxes[at + 3]) - Math.max(dy1, boxes[at + 1]);
      let value = 0;
      if (width > 0 && height > 0) {
        const shared = width * height;
        value = shared / (boxes[at + absorbing] ? dArea : dArea + boxes[at + 4] - shared);
      }
      overlap[i * objects + j] = value;
      if (value > best) best = value;
    }
    highest[i] = best;
    if (best >= least) candidate[group.candidates++] = i;
  }
}

/** x1, y1, x2, y2, area, and 1 for an absorbing crowd. */
const perObject = 6;
const absorbing = 5;

/** Lays the group's objects side by side and fills their `ceilings`. @returns {@link perObject} values each */
function gatherObjects(
  { truth, truthOrder }: Scene,
  rules: Rules,
  { boxes, ceilings, objects }: MatchGroup,
  start: number,
): Float64Array {
  const { x1, y1, x2, y2, boxArea, flags } = truth;
  for (let j = 0, at = 0; j < objects; j++, at += perObject) {
    const g = truthOrder[start + j];
    boxes[at] = x1[g];
    boxes[at + 1] = y1[g];
    boxes[at + 2] = x2[g];
    boxes[at + 3] = y2[g];
    boxes[at + 4] = boxArea ? boxArea[g] : (x2[g] - x1[g]) * (y2[g] - y1[g]);
    boxes[at + absorbing] = rules.crowd === 'absorbing' && (flags[g] & CROWD) !== 0 ? 1 : 0;
    ceilings[j] = rules.relaxSmall ? ceiling(x2[g] - x1[g], y2[g] - y1[g]) : Number.POSITIVE_INFINITY;
  }
  return boxes;
}

function ceiling(width: number, height: number): number {
  return (width * height) / ((width + tolerance) * (height + tolerance));
}

function makeRoom(group: MatchGroup): void {
  const { detections, objects, thresholds } = group;
  const roomy = (n: number) => Math.max(64, 2 * n);
  if (group.overlap.length < detections * objects)
    group.overlap = new Float64Array(roomy(detections * objects));
  if (group.highest.length < detections) {
    group.highest = new Float64Array(roomy(detections));
    group.candidate = new Int32Array(roomy(detections));
  }
  if (group.found.length < objects) {
    group.boxes = new Float64Array(perObject * roomy(objects));
    for (let band = 0; band < group.bandRoles.length; band++)
      group.bandRoles[band] = new Uint8Array(roomy(objects));
    group.ceilings = new Float64Array(roomy(objects));
    group.found = new Uint8Array(roomy(objects));
    group.sequence = new Int32Array(roomy(objects));
  }
  if (group.assigned.length < detections * thresholds.length) {
    group.assigned = new Int32Array(roomy(detections * thresholds.length));
  }
}
