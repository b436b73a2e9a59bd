/**
 * E = entries of a pool, F = features. What is known of a box without looking at the image again, as the learned
 * order sees it. The tree's features are those of the region that had the box first.
 */
import type { Size } from '../../../src/geometry/box.js';
import type { Pool } from '../../pooling.js';
import type { MergeTree } from '../grouping.js';
import type { Hierarchy, SearchSets } from '../search-color-space.js';
import { cellKey } from './cells.js';

/** In the order of a row. Logarithms are to base 2, clipped where a region has no parent or no children. */
export const FEATURES = [
  'log of the share of the image that the box covers',
  'log of its shorter side over the longer side of the image',
  'log of its longer side over its shorter one',
  "share of the box that is the region's",
  'borders of the image touched, 0 to 4',
  "log of the parent's box over its own",
  "log of its box over the larger child's",
  "how long it lived: log of its place from the end over its parent's",
  'log of its place from the end of the merging',
  'similarity of the two that it was made of, 0 to 1',
  'similarity to what it merged with, 0 to 1',
  'log of the size of what it merged with over its own',
  'log of the regions that have the same box',
  'log of the regions in its cell',
] as const;

export const F = FEATURES.length;

/** The same of a stable region, which has no tree. */
export const STABLE_FEATURES = [...FEATURES.slice(0, 5), ...FEATURES.slice(12), 'variation'] as const;

const STABLE_F = STABLE_FEATURES.length;

/** Cells that count neighbours: an IoU of three quarters. */
const FINENESS = 4;
/** 16 times the area says no more than 64 times. */
const MOST_OCTAVES = 4;

/** Rows of the entries that came from trees, which are first in a pool, then of those that are stable regions. */
export interface BoxFeatures {
  /** Entries from trees x F. */
  readonly regions: Float32Array;
  /** Other entries x STABLE_FEATURES. */
  readonly stable: Float32Array;
}

/** @param size of the searched image, by which positions and areas are measured */
export function boxFeatures(sets: SearchSets, pool: Pool, size: Size): BoxFeatures {
  const trees = sets.hierarchies.length;
  const crowds = crowdsOf(sets, pool, size);
  const families = sets.hierarchies.map(({ tree }) => familyOf(tree));
  const first = firstStable(sets, pool);
  const regions = new Float32Array(first * F);
  const stable = new Float32Array((pool.set.length - first) * STABLE_F);
  for (let e = 0; e < pool.set.length; e++) {
    const s = pool.set[e];
    const counts = [Math.log2(pool.votes[e]), Math.log2(crowds[e])];
    if (e < first) {
      const row = regions.subarray(F * e, F * (e + 1));
      describe(row, sets.hierarchies[s], families[s], pool.index[e], size);
      row.set(counts, 12);
    } else {
      const row = stable.subarray(STABLE_F * (e - first), STABLE_F * (e - first + 1));
      const { box, size: areas, variation } = sets.stable[s - trees];
      describeBox(row, box, areas, pool.index[e], size);
      row.set(counts, 5);
      row[7] = variation[pool.index[e]];
    }
  }
  return { regions, stable };
}

/** The first entry of the pool that no tree has. */
function firstStable({ hierarchies }: SearchSets, { set }: Pool): number {
  const first = set.findIndex((s) => s >= hierarchies.length);
  return first < 0 ? set.length : first;
}

interface Family {
  /** -1 for the root. */
  readonly parent: Int32Array;
  readonly sibling: Int32Array;
}

function familyOf({ segments, left, right }: MergeTree): Family {
  const parent = new Int32Array(segments + left.length).fill(-1);
  const sibling = new Int32Array(segments + left.length).fill(-1);
  for (let m = 0; m < left.length; m++) {
    parent[left[m]] = segments + m;
    parent[right[m]] = segments + m;
    sibling[left[m]] = right[m];
    sibling[right[m]] = left[m];
  }
  return { parent, sibling };
}

function describe(row: Float32Array, of: Hierarchy, family: Family, region: number, size: Size): void {
  const { box, tree, strategy } = of;
  const similarity = (m: number) => tree.similarity[m] / strategy.length;
  describeBox(row, box, of.size, region, size);
  const area = areaOf(box, region);
  const parent = family.parent[region];
  const merge = region - tree.segments;
  const regions = of.size.length;
  const octaves = (ratio: number) => Math.min(MOST_OCTAVES, Math.log2(ratio));
  row[5] = parent < 0 ? MOST_OCTAVES : octaves(areaOf(box, parent) / area);
  row[6] =
    merge < 0 ? 0 : octaves(area / Math.max(areaOf(box, tree.left[merge]), areaOf(box, tree.right[merge])));
  row[7] = parent < 0 ? MOST_OCTAVES : octaves((regions - region) / (regions - parent));
  row[8] = Math.log2(regions - region);
  // A segment is of one piece: nearly as similar as can be.
  row[9] = merge < 0 ? 0.9 : similarity(merge);
  if (parent >= 0) {
    const ratio = Math.log2(of.size[family.sibling[region]] / of.size[region]);
    row[10] = similarity(parent - tree.segments);
    row[11] = Math.max(-6, Math.min(6, ratio));
  }
}

/** The first five features. */
function describeBox(
  row: Float32Array,
  box: Int32Array,
  areas: Int32Array,
  region: number,
  size: Size,
): void {
  const at = 4 * region;
  const width = box[at + 2] - box[at];
  const height = box[at + 3] - box[at + 1];
  row[0] = Math.log2((width * height) / (size.width * size.height));
  row[1] = Math.log2(Math.min(width, height) / Math.max(size.width, size.height));
  row[2] = Math.abs(Math.log2(width / height));
  row[3] = areas[region] / (width * height);
  row[4] =
    Number(box[at] === 0) +
    Number(box[at + 1] === 0) +
    Number(box[at + 2] === size.width) +
    Number(box[at + 3] === size.height);
}

function areaOf(box: Int32Array, region: number): number {
  const at = 4 * region;
  return (box[at + 2] - box[at]) * (box[at + 3] - box[at + 1]);
}

/** For each entry the regions, of all sets, in the cell of its box. */
function crowdsOf({ hierarchies, stable }: SearchSets, pool: Pool, size: Size): Int32Array {
  const boxes = [...hierarchies, ...stable].map(({ box }) => box);
  const cells = new Map<number, number>();
  const keys = new Float64Array(pool.set.length);
  for (let e = 0; e < keys.length; e++) {
    keys[e] = cellKey(boxes[pool.set[e]], 4 * pool.index[e], FINENESS, size);
    cells.set(keys[e], (cells.get(keys[e]) ?? 0) + pool.votes[e]);
  }
  return Int32Array.from(keys, (key) => cells.get(key)!);
}
