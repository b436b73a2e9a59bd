import type { Engine } from '../../src/engines/engine.js';
import { RcnnError } from '../../src/errors.js';
import type { Model } from '../../src/weights/model-file.js';
import { withoutRanges } from '../../src/weights/ranges.js';
import { type RegionMode, scoreRegions } from '../modes/modes.js';
import { detectorRecord, headsFor, ownMode } from '../record.js';
import type { RegionScorer } from './region-scorer.js';

export interface BuildScorerOptions {
  readonly engine: Engine;
  readonly mode: RegionMode;
  readonly threads?: number;
}

/**
 * The network of a detector with its heads, ready to score regions in one of the ways to see them.
 *
 * @throws RcnnError `bad-weights` when arrays are missing, `bad-option` when the model has no heads for the mode
 */
export async function buildScorer(
  model: Model,
  { engine, mode, threads }: BuildScorerOptions,
): Promise<RegionScorer> {
  const detector = detectorRecord(model);
  const record = detector[mode];
  if (!record) {
    throw new RcnnError(
      'bad-option',
      `Expected ${model.path} to hold heads for "${mode}" regions, but it holds none.`,
    );
  }
  const heads = headsFor(mode, model.card.classes.length, detector);
  // Ranges for 8 bits were measured as the model itself sees regions.
  const seen = mode === ownMode(model) ? model : { ...model, weights: withoutRanges(model.weights) };
  return scoreRegions(mode, { model: seen, record, heads, engine, threads });
}
