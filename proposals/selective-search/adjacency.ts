/** N = segments. Which segments touch, each pair once, as the starting edges of grouping. */
import { RcnnError } from '../../src/errors.js';
import type { Kernels } from './kernels.js';
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
export function adjacency(kernels: Kernels, segmentation: Segmentation): Adjacency {
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

/** @returns the number of pairs, or -1 when there are more than `keys` has room for */
export function adjacentPairs({ labels, width, height, count, table, keys }: FindPairs): number {
  const mask = table.length - 1;
  let found = 0;
  table.fill(0);
  const touch = (a: number, b: number) => {
    const key = a < b ? a * count + b : b * count + a;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    for (; table[slot] !== 0; slot = (slot + 1) & mask) if (table[slot] === key) return;
    table[slot] = key;
    keys[found++] = key;
  };
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const own = labels[p];
      const right = x + 1 < width ? labels[p + 1] : own;
      const down = lower ? labels[p + width] : own;
      const slant = lower && x + 1 < width ? labels[p + width + 1] : own;
      const back = lower && x > 0 ? labels[p + width - 1] : own;
      if (right === own && down === own && slant === own && back === own) continue;
      if (found + 4 > keys.length) return -1;
      if (right !== own) touch(own, right);
      if (down !== own) touch(own, down);
      if (slant !== own) touch(own, slant);
      if (back !== own) touch(own, back);
    }
  }
  return found;
}
