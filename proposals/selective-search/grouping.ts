/**
 * N = segments, E = pairs of neighbours. Hierarchical grouping (Selective Search, algorithm 1): the most similar
 * pair of neighbours merges until one region is left.
 *
 * Memory is taken once: a pair keeps its place for life. When a and b merge to c, a's and b's pairs with others
 * become c's by rewriting one end; where both touched the same neighbour, one pair is dropped. Pair e has two
 * half-pairs, 2e and 2e + 1, each in the doubly linked list of the region at its own end; `end[h]` is the region
 * at the other. An indexed binary heap holds the living pairs by similarity.
 */
import type { Adjacency } from './adjacency.js';
import type { GroupingKernels, Kernels } from './kernels.js';
import { PairHeap } from './pair-heap.js';
import { mergeBoxes } from './regions.js';
import type { SimilarityOf } from './similarity.js';

/** Regions 0..N-1 are the segments; region N + m is what merge m made; the last one is the whole image. */
export interface MergeTree {
  readonly segments: number;
  /** The two regions of merge m, and how similar they were. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly similarity: Float64Array;
}

export function group(kernels: Kernels, pairs: Adjacency, segments: number, of: SimilarityOf): MergeTree {
  const merges = Math.max(0, segments - 1);
  const tree: MergeTree = {
    segments,
    left: new Int32Array(merges),
    right: new Int32Array(merges),
    similarity: new Float64Array(merges),
  };
  const links = new PairLinks(pairs, segments + merges);
  const heap = new PairHeap(pairs.low.length);
  const { similarity, merge } = stepsOf(kernels, of);
  for (let e = 0; e < pairs.low.length; e++) heap.set(e, similarity(pairs.low[e], pairs.high[e]));
  for (let m = 0; m < merges; m++) {
    const pair = heap.top();
    const a = links.end[2 * pair + 1];
    const b = links.end[2 * pair];
    tree.left[m] = Math.min(a, b);
    tree.right[m] = Math.max(a, b);
    tree.similarity[m] = heap.value[pair];
    merge(a, b, segments + m);
    heap.remove(pair);
    links.merge(a, b, segments + m, pair, (gone) => heap.remove(gone));
    for (let h = links.first[segments + m]; h >= 0; h = links.next[h]) {
      heap.set(h >> 1, similarity(segments + m, links.end[h]));
    }
  }
  return tree;
}

/** Histograms are merged where a measure looks at them. */
function stepsOf(kernels: Kernels, of: SimilarityOf): GroupingKernels {
  const steps = kernels.grouping(of);
  if (of.measures.color || of.measures.texture) return steps;
  return { ...steps, merge: (a, b, into) => mergeBoxes(of.regions, a, b, into) };
}

class PairLinks {
  readonly end: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly first: Int32Array;
  /** Scratch: the half-pair by which the region being made touches each neighbour, from this merge only. */
  readonly #seenIn: Int32Array;

  constructor({ low, high }: Adjacency, regions: number) {
    this.end = new Int32Array(2 * low.length);
    this.next = new Int32Array(2 * low.length).fill(-1);
    this.previous = new Int32Array(2 * low.length).fill(-1);
    this.first = new Int32Array(regions).fill(-1);
    this.#seenIn = new Int32Array(regions).fill(-1);
    for (let e = 0; e < low.length; e++) {
      this.end[2 * e] = high[e];
      this.end[2 * e + 1] = low[e];
      this.#link(2 * e, low[e]);
      this.#link(2 * e + 1, high[e]);
    }
  }

  /** Hands the pairs of `a` and `b` to `into`; `pair` is theirs. Calls `drop` for each pair that is now double. */
  merge(a: number, b: number, into: number, pair: number, drop: (pair: number) => void): void {
    for (const from of [a, b]) {
      for (let h = this.first[from], after = -1; h >= 0; h = after) {
        after = this.next[h];
        if (h >> 1 === pair) continue;
        const neighbour = this.end[h];
        if (this.#seenIn[neighbour] === into) {
          this.#unlink(h ^ 1, neighbour);
          drop(h >> 1);
        } else {
          this.#seenIn[neighbour] = into;
          this.end[h ^ 1] = into;
          this.#link(h, into);
        }
      }
    }
  }

  #link(h: number, region: number): void {
    const follower = this.first[region];
    this.next[h] = follower;
    this.previous[h] = -1;
    if (follower >= 0) this.previous[follower] = h;
    this.first[region] = h;
  }

  #unlink(h: number, region: number): void {
    const before = this.previous[h];
    const after = this.next[h];
    if (before >= 0) this.next[before] = after;
    else this.first[region] = after;
    if (after >= 0) this.previous[after] = before;
  }
}
