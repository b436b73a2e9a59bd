import { z } from 'zod';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { pruningNetwork } from '../../src/googlenet/pruning-network.js';
import {
  CELLS,
  cropNetwork,
  evidenceNetwork,
  mapChannels,
  regionNetwork,
  trunkNetwork,
} from '../../src/googlenet/region-network.js';
import type { Model } from '../../src/weights/model-file.js';
import { RegionChooser } from '../regions/choose-regions.js';
import { EvidenceReader } from '../regions/evidence.js';
import { PooledAverages, type PooledAveragesOptions } from '../regions/pooled-averages.js';
import { SharedRegions } from '../regions/shared.js';
import { LinearScorer } from '../scorers/linear-scorer.js';
import type { RegionScorer } from '../scorers/region-scorer.js';
import { arraysFor, type ModeOptions } from './mode.js';

/** Of a photograph on its way into the network; longer ones take more memory than machines have. */
const side = z.int().positive().max(8192);

/** What a card says of regions of a shared map. */
export const sharedRecord = z.strictObject({
  shortSide: side,
  longSide: side,
  /** `logistic`: an independent score per class. `softmax`: background first; the scores sum to 1. */
  scores: z.enum(['logistic', 'softmax']).default('logistic'),
  /** Sides of what is seen over those of the region; boxes are refined from the region itself. */
  context: z.number().min(1).max(16).default(1),
  /** Of a region's map, per side. Fewer cost less: inception 5 takes a time that grows with their square. */
  cells: z.int().min(1).max(14).default(CELLS),
  /** Proposals that the heads learnt from: as many are looked at, of those there are; absent: all. */
  first: z.int().positive().optional(),
  /** A cheap score on the shared map keeps at most this many regions for the whole network; absent: all. */
  keep: z.int().positive().optional(),
  /** Whether refined boxes go through the network once more. */
  secondLook: z.boolean().default(false),
});

type SharedRecord = z.output<typeof sharedRecord>;

/**
 * Regions through one map per image, with the choice of regions where the card has one. Whoever asks disposes of the scorer.
 *
 * @throws RcnnError `bad-weights` for an array that is missing or has another shape
 */
export async function scoreShared(options: ModeOptions<SharedRecord>): Promise<RegionScorer> {
  const { model, record, engine, threads } = options;
  const heads = [options.heads.scores, options.heads.deltas];
  const network = googlenet({ ...model.card.network, auxiliary: false });
  const weights = arraysFor(cropNetwork(network, { heads }), model);
  const common = { engine, threads, weights };
  const reader = await SharedRegions.create({
    ...common,
    trunk: trunkNetwork(network),
    regions: regionNetwork(network, { heads, cells: record.cells }),
    input: model.card.preprocessing,
    scale: record,
  });
  const { trunk } = reader;
  const { context, secondLook, first } = record;
  try {
    const chooser = await chooserOf(model, record, { engine, threads, trunk });
    const evidence = new EvidenceReader({ ...common, network: evidenceNetwork(network, record), trunk });
    return new LinearScorer(reader, { ...options.heads, context, secondLook, first, chooser, evidence });
  } catch (error) {
    reader[Symbol.dispose]();
    throw error;
  }
}

async function chooserOf(
  model: Model,
  { keep }: SharedRecord,
  given: Pick<PooledAveragesOptions, 'engine' | 'threads' | 'trunk'>,
): Promise<RegionChooser | undefined> {
  if (keep === undefined) return undefined;
  const sizes = pruningSizes(model);
  const network = pruningNetwork(sizes);
  const averages = await PooledAverages.create({ ...given, network, weights: arraysFor(network, model) });
  return new RegionChooser({ ...sizes, keep, averages });
}

/** Sizes of the network that chooses regions. */
export function pruningSizes({ card: { network, classes } }: Pick<Model, 'card'>): {
  readonly channels: number;
  readonly classes: number;
} {
  return {
    channels: mapChannels(googlenet({ ...network, auxiliary: false })),
    classes: classes.length,
  };
}
