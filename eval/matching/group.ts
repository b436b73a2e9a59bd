import type { AreaRange } from '../area-ranges.js';

/**
 * What a matcher sees and fills: the d detections (best first) and g objects of one class on one image, under
 * T IoU thresholds. The arrays are reused from group to group and may be longer than needed.
 */
export class MatchGroup {
  detections = 0;
  objects = 0;
  /** IoU of detection i with object j at `i * objects + j`; of a crowd, the part of the detection inside. */
  overlap = new Float64Array(0);
  /** Per detection, the highest of its overlaps. */
  highest = new Float64Array(0);
  /** How many of the detections overlap some object enough for the lowest threshold: c. */
  candidates = 0;
  /** These c detections, best first; no rule lets the others find anything. */
  candidate = new Int32Array(0);
  /** Per size band and object: one of the values of {@link role}. */
  readonly bandRoles: Uint8Array[];
  /** Those of the band to match. */
  roles: Uint8Array = new Uint8Array(0);
  /** Per object: the most that its threshold can be (ILSVRC); Infinity for none. */
  ceilings = new Float64Array(0);
  /** T ascending IoUs. */
  readonly thresholds: Float64Array;
  /** Filled by the matcher: the object of `candidate[n]` at threshold t at `t * candidates + n`, -1 for none. */
  assigned = new Int32Array(0);
  /** Scratch of overlaps.ts, per object. */
  boxes = new Float64Array(0);
  /** Scratch, per object: whether it is used up. */
  found = new Uint8Array(0);
  /** Scratch, per object. */
  sequence = new Int32Array(0);

  constructor({
    iou,
    areaRanges,
  }: { readonly iou: readonly number[]; readonly areaRanges: readonly AreaRange[] }) {
    this.thresholds = new Float64Array(iou);
    this.bandRoles = areaRanges.map(() => new Uint8Array(0));
  }
}

export const role = {
  /** To be found, by one detection. */
  counted: 0,
  /** Need not be found; what finds it counts neither way. */
  ignored: 1,
  /** As ignored, and any number of detections may find it. */
  crowd: 2,
} as const;

/** Fills `assigned` of a group that has objects and candidates. */
export type Matcher = (group: MatchGroup) => void;

/** Assigned to nothing: what every matcher starts from. */
export const none = -1;
/** The best object was taken already (VOC): false, though it overlaps. */
export const taken = -2;
