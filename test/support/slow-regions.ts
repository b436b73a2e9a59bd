/** The slow, obvious twins of the kernels of regions: over plain typed arrays, the same bits. */
import { CODE_BYTES, COLOR_BINS, TEXTURE_BINS } from '../../proposals/selective-search/pixel-codes.js';
import {
  type FillSegments,
  FULL,
  mergeBoxes,
  type Regions,
  ROW,
  TEXTURE,
} from '../../proposals/selective-search/regions.js';
import type { SimilarityOf } from '../../proposals/selective-search/similarity.js';

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

export function similarity(
  { regions, measures, channels, pixels }: SimilarityOf,
  a: number,
  b: number,
): number {
  const { size, box, shares } = regions;
  let sum = 0;
  if (measures.color)
    sum += intersection(shares, ROW * a, ROW * b, COLOR_BINS * channels) / (65535 * channels);
  if (measures.texture) {
    const from = intersection(shares, ROW * a + TEXTURE, ROW * b + TEXTURE, TEXTURE * channels);
    sum += from / (65535 * 8 * channels);
  }
  const both = size[a] + size[b];
  if (measures.size) sum += 1 - both / pixels;
  if (measures.fill) {
    const width = Math.max(box[4 * a + 2], box[4 * b + 2]) - Math.min(box[4 * a], box[4 * b]);
    const height = Math.max(box[4 * a + 3], box[4 * b + 3]) - Math.min(box[4 * a + 1], box[4 * b + 1]);
    sum += 1 - (width * height - both) / pixels;
  }
  return sum;
}

/** Sum over `length` bins of the smaller share, in 65535ths of one histogram. */
function intersection(shares: Uint16Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const left = shares[a + i];
    const right = shares[b + i];
    sum += Math.min(left, right);
  }
  return sum;
}
