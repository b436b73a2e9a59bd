/**
 * N = segments, R = 2N - 1 regions (segments, then merged regions in merge order). What grouping needs to know
 * of a region: its pixels, its box, its histograms. One row of `counts` and of `shares` a region:
 *   0..74    colour: channel c, bin b at 25c + b
 *   80..319  texture: channel c, direction d, code t at 80 + 80c + 20d + t (see pixel-codes.ts)
 * `shares` are the counts over the region's size, in 65535ths, rounded down, so that the intersection of
 * two histograms is integer work.
 */
import type { Memory } from './memory.js';
import { CODE_BYTES, COLOR_BINS, TEXTURE_BINS } from './pixel-codes.js';

export const ROW = 320;
export const TEXTURE = 80;
const FULL = 65535;

export interface Regions {
  /** Pixels of each region. */
  readonly size: Int32Array;
  /** 4 a region: x1, y1, x2, y2, half-open. */
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

/** Sizes, boxes and histograms of the segments. */
export function fillSegments({ labels, width, height, count, codes, channels, regions }: FillSegments): void {
  measure(regions, labels, width, height, count);
  countCodes(regions.counts, labels, codes, channels);
  for (let region = 0; region < count; region++) {
    fillEmptyBins(regions.counts, ROW * region, regions.size[region]);
    writeShares(regions, region);
  }
}

function measure({ size, box }: Regions, labels: Int32Array, width: number, height: number, count: number) {
  size.fill(0, 0, count);
  for (let region = 0; region < count; region++) {
    box[4 * region] = width;
    box[4 * region + 1] = height;
    box[4 * region + 2] = 0;
    box[4 * region + 3] = 0;
  }
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const region = labels[p];
      const at = 4 * region;
      size[region]++;
      if (x < box[at]) box[at] = x;
      if (y < box[at + 1]) box[at + 1] = y;
      if (x >= box[at + 2]) box[at + 2] = x + 1;
      if (y >= box[at + 3]) box[at + 3] = y + 1;
    }
  }
}

function countCodes(counts: Int32Array, labels: Int32Array, codes: Uint8Array, channels: number): void {
  for (let p = 0, at = 0; p < labels.length; p++, at += CODE_BYTES) {
    const row = ROW * labels[p];
    for (let c = 0; c < channels; c++) counts[row + COLOR_BINS * c + codes[at + c]]++;
    for (let d = 0; d < 4 * channels; d++) counts[row + TEXTURE + 2 * TEXTURE_BINS * d + codes[at + 4 + d]]++;
  }
}

/** Bin 0 of an orientation holds every pixel that no other bin holds. */
function fillEmptyBins(counts: Int32Array, row: number, size: number): void {
  for (let half = row + TEXTURE; half < row + ROW; half += TEXTURE_BINS) {
    let others = 0;
    for (let bin = 1; bin < TEXTURE_BINS; bin++) others += counts[half + bin];
    counts[half] = size - others;
  }
}

function writeShares({ size, counts, shares }: Regions, region: number): void {
  const scale = Math.fround(FULL / size[region]);
  for (let i = ROW * region; i < ROW * (region + 1); i++) {
    shares[i] = Math.min(FULL, Math.fround(counts[i] * scale));
  }
}

/** Writes region `into` as the union of `a` and `b`. */
export function mergeRegions(regions: Regions, a: number, b: number, into: number): void {
  mergeBoxes(regions, a, b, into);
  const { counts } = regions;
  for (let i = 0; i < ROW; i++) counts[ROW * into + i] = counts[ROW * a + i] + counts[ROW * b + i];
  writeShares(regions, into);
}

/** As {@link mergeRegions} without the histograms, for strategies that look at none. */
export function mergeBoxes({ size, box }: Regions, a: number, b: number, into: number): void {
  size[into] = size[a] + size[b];
  box[4 * into] = Math.min(box[4 * a], box[4 * b]);
  box[4 * into + 1] = Math.min(box[4 * a + 1], box[4 * b + 1]);
  box[4 * into + 2] = Math.max(box[4 * a + 2], box[4 * b + 2]);
  box[4 * into + 3] = Math.max(box[4 * a + 3], box[4 * b + 3]);
}
