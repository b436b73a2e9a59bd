/**
 * P = pixels, N = segments. Graph segmentation after Felzenszwalb and Huttenlocher (IJCV 2004): edges by rising
 * weight join two components when the edge is no heavier than either component's largest inner edge plus
 * k / size; then components under `minSize` join the neighbour across their lightest edge.
 */
import { edgeOffsets, KEYS } from './edges.js';

export interface Segmentation {
  readonly width: number;
  readonly height: number;
  /** P segment numbers, 0..N-1 in the order in which a row-by-row scan meets them. */
  readonly labels: Int32Array;
  readonly count: number;
}

export interface SegmentGraph {
  readonly order: Uint32Array;
  readonly ends: Uint32Array;
  readonly width: number;
  /** Scale in 32nds of a level times pixels: larger makes larger segments. */
  readonly k: number;
  /** Pixels. */
  readonly minSize: number;
  /** P each, overwritten. */
  readonly parent: Int32Array;
  readonly size: Int32Array;
  readonly limit: Float32Array;
  /** As long as `order`, overwritten: edges still between two components after the first pass, in order. */
  readonly open: Uint32Array;
  /** P, written: see {@link Segmentation}. */
  readonly labels: Int32Array;
}

/** @returns the number of segments */
export function segmentGraph(graph: SegmentGraph): number {
  const { order, ends, minSize, parent, size, limit, open, labels } = graph;
  const k = Math.fround(graph.k);
  const offsets = edgeOffsets(graph.width);
  for (let p = 0; p < labels.length; p++) parent[p] = p;
  size.fill(1);
  limit.fill(k);
  let opens = 0;
  for (let weight = 0, e = 0; weight < KEYS; weight++) {
    for (; e < ends[weight]; e++) {
      const p = order[e] >> 2;
      const a = find(parent, p);
      const b = find(parent, p + offsets[order[e] & 3]);
      if (a === b) continue;
      if (weight <= limit[a] && weight <= limit[b]) {
        const root = join(parent, size, a, b);
        limit[root] = weight + Math.fround(k / size[root]);
      } else {
        open[opens++] = order[e];
      }
    }
  }
  for (let e = 0; e < opens; e++) {
    const p = open[e] >> 2;
    const a = find(parent, p);
    const b = find(parent, p + offsets[open[e] & 3]);
    if (a !== b && (size[a] < minSize || size[b] < minSize)) join(parent, size, a, b);
  }
  return number(parent, size, labels);
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

/** The components' sizes are no longer needed: their memory holds the numbers given to roots. */
function number(parent: Int32Array, name: Int32Array, labels: Int32Array): number {
  name.fill(-1);
  let count = 0;
  for (let p = 0; p < labels.length; p++) {
    const root = find(parent, p);
    if (name[root] < 0) name[root] = count++;
    labels[p] = name[root];
  }
  return count;
}
