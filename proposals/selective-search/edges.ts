/**
 * P = pixels, E = edges of the 8-connected grid (up to 4P). An edge is `4 * pixel + direction`, from a pixel to
 * its right, lower, lower-right or lower-left neighbour. Its weight is the Euclidean distance of the two blurred
 * colours in 32nds of a level, a 14-bit key, so that one counting sort orders all edges; every segmentation
 * scale k of a colour space then reads the same order.
 */
export const WEIGHT_STEPS = 32;
/** 255 * sqrt(3) * 32 is 14,134. */
export const KEYS = 14_336;

/** Number of edges of the 8-connected grid. */
export function edgeCount(width: number, height: number): number {
  return (width - 1) * height + width * (height - 1) + 2 * (width - 1) * (height - 1);
}

/** The key of an edge whose neighbour is outside the image. */
export const NO_EDGE = 0xffff;

export interface EdgeKeys {
  /** 3P blurred floats; unused channels are 0. */
  readonly planes: Float32Array;
  readonly width: number;
  readonly height: number;
  /** 4P, written: the weight of each edge, or {@link NO_EDGE}. */
  readonly keys: Uint16Array;
}

export interface SortEdges {
  readonly keys: Uint16Array;
  /** {@link KEYS} numbers, written: edges of weight w are `order[ends[w - 1]]` up to `order[ends[w]]`. */
  readonly ends: Uint32Array;
  /** Written: edges by rising weight, equal ones by rising number. */
  readonly order: Uint32Array;
}
