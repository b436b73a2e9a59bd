/** R = boxes. Several ranked sets of boxes become one without doubles. */

export interface RankedBoxes {
  /** 4 a box: x1, y1, x2, y2, whole pixels, none above `limit`. */
  readonly box: Int32Array;
  /** One a box, smaller is better. */
  readonly rank: Float64Array;
}

/** A box of the pool: which set it came from and its number there. */
export interface Pooled {
  readonly set: Int32Array;
  readonly index: Int32Array;
}

export interface PoolOptions {
  readonly width: number;
  readonly height: number;
  /** A box must be this wide and this high (or as wide and as high as the image, where that is less). */
  readonly minSide: number;
}

/** All boxes of all sets at least `minSide` large, best rank first, of equal boxes the best ranked. */
export function pool(sets: readonly RankedBoxes[], { width, height, minSide }: PoolOptions): Pooled {
  const minWidth = Math.min(minSide, width);
  const minHeight = Math.min(minSide, height);
  const set: number[] = [];
  const index: number[] = [];
  const rank: number[] = [];
  for (let s = 0; s < sets.length; s++) {
    const { box, rank: ranks } = sets[s];
    for (let i = 0; i < ranks.length; i++) {
      if (box[4 * i + 2] - box[4 * i] < minWidth || box[4 * i + 3] - box[4 * i + 1] < minHeight) continue;
      set.push(s);
      index.push(i);
      rank.push(ranks[i]);
    }
  }
  const order = Uint32Array.from(rank.keys()).sort((a, b) => rank[a] - rank[b] || a - b);
  const corners = (width + 1) * (height + 1);
  const seen = new Set<number>();
  const unique = order.filter((i) => {
    const { box } = sets[set[i]];
    const at = 4 * index[i];
    const first = box[at] + (width + 1) * box[at + 1];
    const known = seen.size;
    return seen.add(first * corners + box[at + 2] + (width + 1) * box[at + 3]).size > known;
  });
  return {
    set: Int32Array.from(unique, (i) => set[i]),
    index: Int32Array.from(unique, (i) => index[i]),
  };
}
