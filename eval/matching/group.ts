/**
 * What a matcher sees and fills: the d detections (best first) and g objects of one class on one image, under
 * T IoU thresholds. The arrays are reused from group to group and may be longer than needed.
 */
export interface MatchGroup {
  detections: number;
  objects: number;
  /** IoU of detection i with object j at `i * objects + j`; of a crowd, the part of the detection inside. */
  overlap: Float64Array;
  /** Per detection, the highest of its overlaps. */
  highest: Float64Array;
  /** Per object: one of the values of {@link role}. */
  roles: Uint8Array;
  /** Per object: the most that its threshold can be (ILSVRC); Infinity for none. */
  ceilings: Float64Array;
  /** T ascending IoUs. */
  thresholds: Float64Array;
  /** Filled by the matcher: the object of detection i at threshold t at `t * detections + i`, -1 for none. */
  assigned: Int32Array;
  /** Scratch, per object: whether it is used up. */
  found: Uint8Array;
  /** Scratch, per object. */
  sequence: Int32Array;
}

export const role = {
  /** To be found, by one detection. */
  counted: 0,
  /** Need not be found; what finds it counts neither way. */
  ignored: 1,
  /** As ignored, and any number of detections may find it. */
  crowd: 2,
} as const;

/** Fills `assigned` of the group. */
export type Matcher = (group: MatchGroup) => void;

/** Assigned to nothing: what every matcher starts from. */
export const none = -1;
/** The best object was taken already (VOC): false, though it overlaps. */
export const taken = -2;
