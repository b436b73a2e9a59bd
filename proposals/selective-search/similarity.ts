/**
 * Similarity of two neighbouring regions (Selective Search, section 3.2): the sum of those of the four measures
 * that a strategy uses, each 0..1.
 */
import { COLOR_BINS } from './pixel-codes.js';
import { type Regions, ROW, TEXTURE } from './regions.js';

/** Letters of the measures in use: C colour, T texture, S size, F fill. */
export const STRATEGIES = ['CTSF', 'TSF', 'CSF', 'SF', 'CT', 'C', 'T', 'S', 'F'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface Measures {
  readonly color: boolean;
  readonly texture: boolean;
  readonly size: boolean;
  readonly fill: boolean;
}

export function measuresOf(strategy: Strategy): Measures {
  return {
    color: strategy.includes('C'),
    texture: strategy.includes('T'),
    size: strategy.includes('S'),
    fill: strategy.includes('F'),
  };
}

/** Bit 0 colour, 1 texture, 2 size, 3 fill, for the compiled kernels. */
export function measureBits({ color, texture, size, fill }: Measures): number {
  return (color ? 1 : 0) + (texture ? 2 : 0) + (size ? 4 : 0) + (fill ? 8 : 0);
}

export interface SimilarityOf {
  readonly regions: Regions;
  readonly measures: Measures;
  readonly channels: number;
  /** P, of the whole image. */
  readonly pixels: number;
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
