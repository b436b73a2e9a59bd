/** N = segments. Which segments touch, each pair once, as the starting edges of grouping. */
import type { Segmentation } from './segmentation.js';

export interface Adjacency {
  /** Pair e joins `low[e]` < `high[e]`; sorted by low, then high. */
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Two segments are neighbours when they share a side or a corner of a pixel, as in the graph that made them. */
export function adjacency({ width, height, labels, count }: Segmentation): Adjacency {
  const pairs = new Set<number>();
  let latest = -1;
  const touch = (a: number, b: number) => {
    const key = a < b ? a * count + b : b * count + a;
    if (key !== latest) pairs.add((latest = key));
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const own = labels[p];
      const right = x + 1 < width;
      if (right && labels[p + 1] !== own) touch(own, labels[p + 1]);
      if (y + 1 === height) continue;
      if (labels[p + width] !== own) touch(own, labels[p + width]);
      if (right && labels[p + width + 1] !== own) touch(own, labels[p + width + 1]);
      if (x > 0 && labels[p + width - 1] !== own) touch(own, labels[p + width - 1]);
    }
  }
  const keys = Float64Array.from(pairs).sort();
  return {
    low: Int32Array.from(keys, (key) => Math.floor(key / count)),
    high: Int32Array.from(keys, (key) => key % count),
  };
}
