/**
 * P = pixels, E = edges of the 8-connected grid (up to 4P). An edge is `4 * pixel + direction`, from a pixel to
 * its right, lower, lower-right or lower-left neighbour. Its weight is the Euclidean distance of the two blurred
 * colours in 32nds of a level, a 14-bit key, so that one counting sort orders all edges; every segmentation
 * scale k of a colour space then reads the same order.
 */
export const WEIGHT_STEPS = 32;
/** 255 * sqrt(3) * 32 is 14,134. */
export const KEYS = 14_336;

/** Where the neighbour of each direction is, in pixels. */
export function edgeOffsets(width: number): Int32Array {
  return Int32Array.of(1, width, width + 1, width - 1);
}

/** Number of edges of the 8-connected grid. */
export function edgeCount(width: number, height: number): number {
  return (width - 1) * height + width * (height - 1) + 2 * (width - 1) * (height - 1);
}

/** The key of an edge whose neighbour is outside the image. */
const NO_EDGE = 0xffff;

export interface EdgeKeys {
  /** 3P blurred floats; unused channels are 0. */
  readonly planes: Float32Array;
  readonly width: number;
  readonly height: number;
  /** 4P, written: the weight of each edge, or {@link NO_EDGE}. */
  readonly keys: Uint16Array;
}

export function edgeKeys({ planes, width, height, keys }: EdgeKeys): void {
  const f = Math.fround;
  const pixels = width * height;
  const key = (p: number, q: number) => {
    const d0 = f(planes[p] - planes[q]);
    const d1 = f(planes[pixels + p] - planes[pixels + q]);
    const d2 = f(planes[2 * pixels + p] - planes[2 * pixels + q]);
    return f(f(Math.sqrt(f(f(f(d0 * d0) + f(d1 * d1)) + f(d2 * d2)))) * WEIGHT_STEPS);
  };
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const right = x + 1 < width;
      keys[4 * p] = right ? key(p, p + 1) : NO_EDGE;
      keys[4 * p + 1] = lower ? key(p, p + width) : NO_EDGE;
      keys[4 * p + 2] = lower && right ? key(p, p + width + 1) : NO_EDGE;
      keys[4 * p + 3] = lower && x > 0 ? key(p, p + width - 1) : NO_EDGE;
    }
  }
}

export interface SortEdges {
  readonly keys: Uint16Array;
  /** {@link KEYS} numbers, written: edges of weight w are `order[ends[w - 1]]` up to `order[ends[w]]`. */
  readonly ends: Uint32Array;
  /** Written: edges by rising weight, equal ones by rising number. */
  readonly order: Uint32Array;
}

export function sortEdges({ keys, ends, order }: SortEdges): void {
  ends.fill(0);
  for (let e = 0; e < keys.length; e++) if (keys[e] !== NO_EDGE) ends[keys[e]]++;
  for (let key = 0, total = 0; key < KEYS; key++) {
    const own = ends[key];
    ends[key] = total;
    total += own;
  }
  for (let e = 0; e < keys.length; e++) if (keys[e] !== NO_EDGE) order[ends[keys[e]]++] = e;
}
