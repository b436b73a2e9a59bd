/**
 * Similarity of two neighbouring regions (Selective Search, section 3.2): the sum of those of the four measures
 * that a strategy uses, each 0..1.
 */
import type { Regions } from './regions.js';

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
