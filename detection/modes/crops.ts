import { z } from 'zod';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { cropNetwork } from '../../src/googlenet/region-network.js';
import { CropRegions } from '../regions/crops.js';
import { LinearScorer } from '../scorers/linear-scorer.js';
import type { RegionScorer } from '../scorers/region-scorer.js';
import { arraysFor, type ModeOptions } from './mode.js';

/** What a card says of regions as crops. */
export const cropsRecord = z.strictObject({
  /** Pixels of surroundings at the network's scale. */
  context: z.number().min(0).max(100),
  /** Proposals that the heads learnt from: as many are looked at, of those there are; absent: all. */
  first: z.int().positive().optional(),
});

/**
 * Each region warped and sent through the whole network [R-CNN, arXiv 1311.2524, section 2.1 and appendix A]. Whoever asks
 * disposes of the scorer.
 *
 * @throws RcnnError `bad-weights` for an array that is missing or has another shape
 */
export async function scoreCrops(options: ModeOptions<z.output<typeof cropsRecord>>): Promise<RegionScorer> {
  const { model, record, heads, engine, threads } = options;
  const { preprocessing: input, network: shape } = model.card;
  const network = cropNetwork(googlenet({ ...shape, auxiliary: false }), {
    heads: [heads.scores, heads.deltas],
  });
  const weights = arraysFor(network, model);
  const { inputSize } = input;
  const { context, first } = record;
  const reader = await CropRegions.create({ engine, threads, network, weights, input, inputSize, context });
  return new LinearScorer(reader, { ...heads, context: 1, first }); // the reader adds the paper's
}
