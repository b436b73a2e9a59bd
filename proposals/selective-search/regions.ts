/**
 * N = segments, R = 2N - 1 regions (segments, then merged regions in merge order). What grouping needs to know
 * of a region: its pixels, its box, its histograms. One row of `counts` and of `shares` per region:
 *   0..74    colour: channel c, bin b at 25c + b
 *   80..319  texture: channel c, direction d, code t at 80 + 80c + 20d + t (see pixel-codes.ts)
 * `shares` are the counts over the region's size, in 65535ths, rounded down, so that the intersection of
 * two histograms is integer work.
 */
import type { Memory } from './memory.js';

export const ROW = 320;
export const TEXTURE = 80;
export const FULL = 65535;

export interface Regions {
  /** Pixels of each region. */
  readonly size: Int32Array;
  /** 4 per region: x1, y1, x2, y2, half-open. */
  readonly box: Int32Array;
  readonly counts: Int32Array;
  readonly shares: Uint16Array;
}

/** Room for all R regions of N segments; only the segments' counts are cleared. */
export function makeRegions(memory: Memory, segments: number): Regions {
  const total = Math.max(1, 2 * segments - 1);
  const regions: Regions = {
    size: memory.int32(total),
    box: memory.int32(4 * total),
    counts: memory.int32(ROW * total),
    shares: memory.uint16(ROW * total),
  };
  regions.counts.fill(0, 0, ROW * segments);
  return regions;
}

export interface FillSegments {
  readonly labels: Int32Array;
  readonly width: number;
  readonly height: number;
  /** N. */
  readonly count: number;
  readonly codes: Uint8Array;
  readonly channels: number;
  /** The first N rows are written; counts must be 0 there. */
  readonly regions: Regions;
}

/** Writes region `into` as the union of `a` and `b`, without the histograms: for strategies that look at none. */
export function mergeBoxes({ size, box }: Regions, a: number, b: number, into: number): void {
  size[into] = size[a] + size[b];
  box[4 * into] = Math.min(box[4 * a], box[4 * b]);
  box[4 * into + 1] = Math.min(box[4 * a + 1], box[4 * b + 1]);
  box[4 * into + 2] = Math.max(box[4 * a + 2], box[4 * b + 2]);
  box[4 * into + 3] = Math.max(box[4 * a + 3], box[4 * b + 3]);
}
