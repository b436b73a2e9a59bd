import type { Engine } from '../../src/engines/engine.js';
import { RcnnError } from '../../src/errors.js';
import { googlenet } from '../../src/googlenet/googlenet.js';
import type { Network } from '../../src/googlenet/layer.js';
import { pruningNetwork } from '../../src/googlenet/pruning-network.js';
import {
  cropNetwork,
  evidenceNetwork,
  regionNetwork,
  trunkNetwork,
} from '../../src/googlenet/region-network.js';
import { checkWeights } from '../../src/weights/check-weights.js';
import type { Model } from '../../src/weights/model-file.js';
import { arraysOf, withoutRanges } from '../../src/weights/ranges.js';
import type { Weights } from '../../src/weights/weights.js';
import { detectorRecord, headsFor, pruningOf } from '../record.js';
import { RegionChooser } from '../regions/choose-regions.js';
import { CropRegions } from '../regions/crops.js';
import { EvidenceReader } from '../regions/evidence.js';
import { PooledAverages, type PooledAveragesOptions } from '../regions/pooled-averages.js';
import type { RegionMode } from '../regions/region-reader.js';
import { SharedRegions } from '../regions/shared.js';
import { LinearScorer } from './linear-scorer.js';
import type { RegionScorer } from './region-scorer.js';

export interface BuildScorerOptions {
  readonly engine: Engine;
  readonly mode: RegionMode;
  readonly threads?: number;
}

/**
 * The network of a detector with its heads, ready to score regions in one of the two ways.
 *
 * @throws RcnnError `bad-weights` when arrays are missing, `bad-option` when the model has no heads for the mode
 */
export async function buildScorer(
  model: Model,
  { engine, mode, threads }: BuildScorerOptions,
): Promise<RegionScorer> {
  const { card, weights, path } = model;
  const record = detectorRecord(model);
  const network = googlenet({ ...card.network, auxiliary: false });
  const { scores, deltas } = headsFor(mode, card.classes.length, record);
  const common = { engine, threads, input: card.preprocessing };
  const heads = [scores, deltas];
  if (mode === 'shared' && record.shared) {
    const [trunk, regions] = [trunkNetwork(network), regionNetwork(network, { heads })];
    const needed = needs(cropNetwork(network, { heads }), weights, path);
    const reader = await SharedRegions.create({
      ...common,
      trunk,
      regions,
      weights: needed,
      scale: record.shared,
    });
    const { context, secondLook, first } = record.shared;
    try {
      const chooser = await chooserOf(model, { engine, threads, trunk: reader.trunk });
      const seen = { engine, threads, network: evidenceNetwork(network), weights: needed };
      const evidence = new EvidenceReader({ ...seen, trunk: reader.trunk });
      return new LinearScorer(reader, { scores, deltas, context, secondLook, first, chooser, evidence });
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }
  if (mode === 'crops' && record.crops) {
    const whole = cropNetwork(network, { heads });
    const { inputSize } = card.preprocessing;
    const { context } = record.crops;
    const reader = await CropRegions.create({
      ...common,
      network: whole,
      // Where a model has heads for shared regions, its ranges were measured on those.
      weights: needs(whole, record.shared ? withoutRanges(weights) : weights, path),
      inputSize,
      context,
    });
    return new LinearScorer(reader, { scores, deltas, context: 1 }); // the reader adds the paper's
  }
  throw new RcnnError(
    'bad-option',
    `Expected ${path} to hold heads for "${mode}" regions, but it holds none.`,
  );
}

async function chooserOf(
  model: Model,
  given: Pick<PooledAveragesOptions, 'engine' | 'threads' | 'trunk'>,
): Promise<RegionChooser | undefined> {
  const pruning = pruningOf(model);
  if (!pruning) return undefined;
  const network = pruningNetwork(pruning);
  const weights = needs(network, model.weights, model.path);
  const averages = await PooledAverages.create({ ...given, network, weights });
  return new RegionChooser({ ...pruning, averages });
}

/** The arrays that a network uses, checked; a detector's file holds those of both ways to see a region. */
function needs(network: Network, weights: Weights, path: string): Weights {
  const needed = arraysOf(network, weights);
  checkWeights(network, needed, path);
  return needed;
}
