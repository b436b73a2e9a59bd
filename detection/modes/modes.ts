/** A row per way to see a region: what a detector's card says of it, and what puts its scorer together. */
import type { RegionScorer } from '../scorers/region-scorer.js';
import { cropsRecord, scoreCrops } from './crops.js';
import type { ModeOptions } from './mode.js';
import { scoreShared, sharedRecord } from './shared.js';

/** Through the image's shared map, the default, or each region as a crop of its own. */
export type RegionMode = keyof typeof modeRecords;

/** A part of a detector's record each; absent where the model has no heads for the way. */
export const modeRecords = {
  shared: sharedRecord.optional(),
  crops: cropsRecord.optional(),
} as const;

const scorers = { shared: scoreShared, crops: scoreCrops } as const;

/** In the order in which a model with heads for several is measured, in 8 bits and otherwise. */
export const REGION_MODES = Object.keys(modeRecords) as [RegionMode, ...RegionMode[]];

/** @param options.record the card's part for this very mode */
export function scoreRegions<Mode extends RegionMode>(
  mode: Mode,
  options: Parameters<(typeof scorers)[Mode]>[0],
): Promise<RegionScorer> {
  // TypeScript loses which of the rows it is.
  return (scorers[mode] as (options: ModeOptions<unknown>) => Promise<RegionScorer>)(options);
}
