/**
 * P = pixels, E = edges of the 8-connected grid (up to 4P). An edge is `4 * pixel + direction`, from a pixel to
 * its right, lower, lower-right or lower-left neighbour. Its weight is the Euclidean distance of the two blurred
 * colours in 32nds of a level, a 14-bit key, so that one counting sort orders all edges; every segmentation
 * scale k of a colour space then reads the same order.
 */
export const WEIGHT_STEPS = 32;
/** 255 * sqrt(3) * 32 is 14,134. */
const KEYS = 14_336;

export interface SortedEdges {
  /** Edges by rising weight, equal ones by rising number. */
  readonly order: Uint32Array;
  /** Weight of each edge in `order`'s sequence, in 32nds of a level. */
  readonly weights: Uint16Array;
}

/** Pixel offsets of the four directions. */
export function edgeOffsets(width: number): Int32Array {
  return Int32Array.of(1, width, width + 1, width - 1);
}

/** Number of edges of the 8-connected grid. */
export function edgeCount(width: number, height: number): number {
  return (width - 1) * height + width * (height - 1) + 2 * (width - 1) * (height - 1);
}

/** @param planes 3P blurred floats; unused channels are 0 */
export function sortEdges(planes: Float32Array, width: number, height: number): SortedEdges {
  const keys = edgeKeys(planes, width, height);
  const starts = new Uint32Array(KEYS + 1);
  for (let e = 0; e < keys.length; e++) if (keys[e] !== NO_EDGE) starts[keys[e] + 1]++;
  for (let key = 0; key < KEYS; key++) starts[key + 1] += starts[key];
  const edges = edgeCount(width, height);
  const order = new Uint32Array(edges);
  const weights = new Uint16Array(edges);
  for (let e = 0; e < keys.length; e++) {
    if (keys[e] === NO_EDGE) continue;
    const at = starts[keys[e]]++;
    order[at] = e;
    weights[at] = keys[e];
  }
  return { order, weights };
}

const NO_EDGE = 0xffff;

/** 4P keys; `NO_EDGE` where the neighbour is outside. */
function edgeKeys(planes: Float32Array, width: number, height: number): Uint16Array {
  const f = Math.fround;
  const pixels = width * height;
  const keys = new Uint16Array(4 * pixels).fill(NO_EDGE);
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
      if (x + 1 < width) keys[4 * p] = key(p, p + 1);
      if (!lower) continue;
      keys[4 * p + 1] = key(p, p + width);
      if (x + 1 < width) keys[4 * p + 2] = key(p, p + width + 1);
      if (x > 0) keys[4 * p + 3] = key(p, p + width - 1);
    }
  }
  return keys;
}
