/** N = segments. Which segments touch, each pair once, as the starting edges of grouping. */
import { RcnnError } from '../../src/errors.js';
import type { Memory } from './memory.js';
import type { Segmentation } from './segmentation.js';

/** A pair's key `low * N + high` must fit 32 bits. */
const MOST_SEGMENTS = 65_535;

export interface Adjacency {
  /** Pair e joins `low[e]` < `high[e]`; sorted by low, then high. */
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/**
 * Two segments are neighbours when they share a side or a corner of a pixel, as in the graph that made them.
 *
 * @throws RcnnError `bad-option` when the settings leave too many segments
 */
export function adjacency(kernels: PairKernels, segmentation: Segmentation): Adjacency {
  const { width, height, labels, count } = segmentation;
  if (count > MOST_SEGMENTS) {
    throw new RcnnError(
      'bad-option',
      `Expected at most ${MOST_SEGMENTS} segments, but ${width} x ${height} pixels have ${count}: take larger ks or a smaller maxPixels.`,
    );
  }
  const { memory } = kernels;
  // A segment has 6 neighbours on average; a table half full is still quick.
  let slots = 1024;
  while (slots < 16 * count) slots *= 2;
  for (; ; slots *= 2) {
    const table = memory.uint32(slots);
    const keys = memory.uint32(slots / 2);
    const found = kernels.adjacentPairs({ labels, width, height, count, table, keys });
    if (found < 0) continue;
    const sorted = keys.slice(0, found).sort();
    const pairs = { low: new Int32Array(found), high: new Int32Array(found) };
    for (let e = 0; e < found; e++) {
      pairs.low[e] = sorted[e] / count;
      pairs.high[e] = sorted[e] % count;
    }
    return pairs;
  }
}

interface PairKernels {
  readonly memory: Memory;
  /** @returns the number of pairs, or -1 when there are more than `keys` has room for */
  adjacentPairs(args: FindPairs): number;
}

export interface FindPairs {
  readonly labels: Int32Array;
  readonly width: number;
  readonly height: number;
  /** N, at most MOST_SEGMENTS. */
  readonly count: number;
  /** A power of two of slots, overwritten: the hash table of the pairs found. */
  readonly table: Uint32Array;
  /** Half as many, written: the keys found, in the order found. */
  readonly keys: Uint32Array;
}
