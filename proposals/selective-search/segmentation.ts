/**
 * P = pixels, N = segments. Graph segmentation after Felzenszwalb and Huttenlocher (IJCV 2004): edges by rising
 * weight join two components when the edge is no heavier than either component's largest inner edge plus
 * k / size; then components under `minSize` join the neighbour across their lightest edge.
 */
import { edgeOffsets, type SortedEdges, WEIGHT_STEPS } from './edges.js';

export interface Segmentation {
  readonly width: number;
  readonly height: number;
  /** P segment numbers, 0..N-1 in the order in which a row-by-row scan meets them. */
  readonly labels: Int32Array;
  readonly count: number;
}

export interface SegmentOptions {
  readonly width: number;
  readonly height: number;
  /** Scale in levels times pixels: larger makes larger segments. */
  readonly k: number;
  /** Pixels. */
  readonly minSize: number;
}

export function segment({ order, weights }: SortedEdges, options: SegmentOptions): Segmentation {
  const { width, height, minSize } = options;
  const pixels = width * height;
  const offsets = edgeOffsets(width);
  const k = Math.fround(options.k * WEIGHT_STEPS);
  const parent = Int32Array.from({ length: pixels }, (_, p) => p);
  const size = new Int32Array(pixels).fill(1);
  const limit = new Float32Array(pixels).fill(k);
  /** Edges still between two components after the first pass, in order. */
  const open = new Int32Array(order.length);
  let opens = 0;
  for (let e = 0; e < order.length; e++) {
    const p = order[e] >> 2;
    const a = find(parent, p);
    const b = find(parent, p + offsets[order[e] & 3]);
    if (a === b) continue;
    const weight = weights[e];
    if (weight <= limit[a] && weight <= limit[b]) {
      const root = join(parent, size, a, b);
      limit[root] = weight + Math.fround(k / size[root]);
    } else {
      open[opens++] = order[e];
    }
  }
  for (let e = 0; e < opens; e++) {
    const p = open[e] >> 2;
    const a = find(parent, p);
    const b = find(parent, p + offsets[open[e] & 3]);
    if (a !== b && (size[a] < minSize || size[b] < minSize)) join(parent, size, a, b);
  }
  return { width, height, ...number(parent) };
}

/** Root of `p`, halving the path on the way. */
function find(parent: Int32Array, p: number): number {
  while (parent[p] !== p) {
    parent[p] = parent[parent[p]];
    p = parent[p];
  }
  return p;
}

/** The larger component's root stays root; of equals the smaller number, so that the result is unique. */
function join(parent: Int32Array, size: Int32Array, a: number, b: number): number {
  const aWins = size[a] > size[b] || (size[a] === size[b] && a < b);
  const root = aWins ? a : b;
  const child = aWins ? b : a;
  parent[child] = root;
  size[root] += size[child];
  return root;
}

function number(parent: Int32Array): { labels: Int32Array; count: number } {
  const labels = new Int32Array(parent.length);
  const name = new Int32Array(parent.length).fill(-1);
  let count = 0;
  for (let p = 0; p < parent.length; p++) {
    const root = find(parent, p);
    if (name[root] < 0) name[root] = count++;
    labels[p] = name[root];
  }
  return { labels, count };
}
