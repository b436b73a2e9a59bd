/** Several sets of boxes become one without doubles. */
import type { Size } from '../src/geometry/box.js';

interface BoxSet {
  /** 4 numbers per box: x1, y1, x2, y2, whole pixels of the image. */
  readonly box: Int32Array;
  /** A box must be this wide and this high (or as wide and as high as the image, where that is less). */
  readonly minSide: number;
}

/** A box of the pool: the set in which it came first, and its number there. */
export interface Pooled {
  readonly set: Int32Array;
  readonly index: Int32Array;
}

export interface Pool extends Pooled {
  /** How many boxes of all sets are this one. */
  readonly votes: Int32Array;
  /** For each box of each set its entry of the pool; -1 for one that is too small. */
  readonly entryOf: readonly Int32Array[];
}

/** All boxes that are large enough, each once, in the order in which they come. */
export function pool(sets: readonly BoxSet[], { width, height }: Size): Pool {
  const corners = (width + 1) * (height + 1);
  const known = new Map<number, number>();
  const set: number[] = [];
  const index: number[] = [];
  const votes: number[] = [];
  const entryOf = sets.map(({ box, minSide }, s) => {
    const minWidth = Math.min(minSide, width);
    const minHeight = Math.min(minSide, height);
    const entries = new Int32Array(box.length / 4).fill(-1);
    for (let i = 0, at = 0; at < box.length; i++, at += 4) {
      if (box[at + 2] - box[at] < minWidth || box[at + 3] - box[at + 1] < minHeight) continue;
      const first = box[at] + (width + 1) * box[at + 1];
      const key = first * corners + box[at + 2] + (width + 1) * box[at + 3];
      const entry = known.get(key) ?? set.length;
      entries[i] = entry;
      if (entry < set.length) {
        votes[entry]++;
        continue;
      }
      known.set(key, entry);
      set.push(s);
      index.push(i);
      votes.push(1);
    }
    return entries;
  });
  return { set: Int32Array.from(set), index: Int32Array.from(index), votes: Int32Array.from(votes), entryOf };
}

/** The entries at `order`, in that order. */
export function picked({ set, index }: Pooled, order: Uint32Array): Pooled {
  return { set: Int32Array.from(order, (e) => set[e]), index: Int32Array.from(order, (e) => index[e]) };
}
