/** C = channels of the shared map, K = classes. */

import { pruningSizes } from '../../../../detection/modes/shared.js';
import { detectorRecord } from '../../../../detection/record.js';
import { PooledAverages } from '../../../../detection/regions/pooled-averages.js';
import type { RegionReader } from '../../../../detection/regions/region-reader.js';
import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import type { Engine } from '../../../engines/engine.js';
import { throwIfAborted } from '../../../errors.js';
import { averagesNetwork, pruningConvolutions } from '../../../googlenet/pruning-network.js';
import { decodeImage } from '../../../platform/node/decode.js';
import type { LongWork } from '../../../progress.js';
import { keyedStream, shuffled } from '../../../random/keyed-stream.js';
import { PURPOSE } from '../../../random/purposes.js';
import { SharedTrunk } from '../../../trunk/shared-trunk.js';
import { trunkOf } from '../../../trunk/trunk-of.js';
import type { ModelCard } from '../../../weights/model-card.js';
import { type Model, saveModel } from '../../../weights/model-file.js';
import type { WeightArray } from '../../../weights/weights.js';
import { type Examples, joinExamples } from '../examples.js';
import { extractExamples } from '../extract-examples.js';
import { truthByImage } from '../image-truth.js';
import { trainScores } from '../train-scores.js';
import type { KeptProposals } from './kept-proposals.js';

/** Images whose examples are held out or learnt from together. */
const SHARD = 16;
const POOLED = 'pooled';

export interface FitPruningOptions extends LongWork {
  readonly dataset: Dataset;
  readonly proposals: KeptProposals;
  readonly engine: Engine;
  readonly seed: number;
  /** Use at most this many photographs. */
  readonly photographs: number;
  /** Regions per image that the finished detector's whole network sees. */
  readonly keep: number;
}

/**
 * Gives a detector a cheap choice of regions: linear scores per class of its map's averages inside of a box and around
 * it (see pruning-network.ts). Writes the file anew.
 *
 * @throws RcnnError `aborted`, `disk-full`; the file is as it was then
 */
export async function addPruning(model: Model, options: FitPruningOptions): Promise<ModelCard> {
  const { card, weights, path } = model;
  const record = detectorRecord(model);
  const sets = await collectAverages(model, options);
  const { channels, classes } = pruningSizes(model);
  const width = 2 * channels;
  const { seed, signal } = options;
  const { weight, bias } = await trainScores(sets, { classes, width, seed, signal });
  const all = new Map<string, WeightArray>(weights);
  for (const [part, { name }] of pruningConvolutions({ channels, classes }).entries()) {
    const half = new Float32Array(classes * channels);
    for (let k = 0; k < classes; k++) {
      const from = k * width + part * channels;
      half.set(weight.subarray(from, from + channels), k * channels);
    }
    all.set(`${name}/weight`, { shape: [classes, channels, 1, 1], data: half });
    all.set(`${name}/bias`, { shape: [classes], data: part === 0 ? bias : new Float32Array(classes) });
  }
  const { sha256: _, ...rest } = card;
  const shared = { ...record.shared!, keep: options.keep };
  return saveModel(path, { ...rest, head: { ...record, shared } }, all, { dtype: 'float16' });
}

async function collectAverages(model: Model, options: FitPruningOptions): Promise<Examples[]> {
  const { dataset, proposals, engine, seed, photographs, signal, onProgress } = options;
  const { images, classes } = dataset;
  using reader = await openAverages(model, engine);
  const truth = truthByImage(dataset);
  const chosen = shuffled(keyedStream(PURPOSE.pruning, seed), images.length).subarray(0, photographs);
  const sets: Examples[] = [];
  for (const [done, image] of chosen.entries()) {
    throwIfAborted(signal);
    const path = photographPath(dataset, images[image]!);
    const raster = await decodeImage(path);
    const boxes = await proposals.of(path, raster);
    const random = keyedStream(PURPOSE.pruning, seed, image);
    const given = { proposals: boxes, reader, output: POOLED, classes: classes.length, random };
    sets.push(await extractExamples(raster, truth[image]!, given));
    onProgress?.({ stage: 'choice of regions', done: done + 1, total: chosen.length, item: path });
  }
  const shards = Array.from({ length: Math.ceil(sets.length / SHARD) }, (_, s) =>
    sets.slice(s * SHARD, (s + 1) * SHARD),
  );
  return shards.map(joinExamples);
}

/** Reads R x 2C averages as if they were a network's features. */
async function openAverages(model: Model, engine: Engine): Promise<RegionReader> {
  const { network, weights } = trunkOf(model);
  const { shared } = detectorRecord(model);
  const trunk = await SharedTrunk.create({
    ...{ engine, network, weights },
    input: model.card.preprocessing,
    scale: shared!,
  });
  const { channels } = trunk;
  const pooled = averagesNetwork({ channels });
  const given = { engine, trunk, network: pooled, weights: new Map() };
  const averages = await PooledAverages.create(given).catch((error: unknown) => {
    trunk[Symbol.dispose]();
    throw error;
  });
  return {
    batch: 256,
    open: async (image) => ({
      read: async (boxes) => {
        const { inside, around } = await averages.read(image, boxes);
        const data = new Float32Array(2 * channels * boxes.length);
        for (let r = 0; r < boxes.length; r++) {
          data.set(inside.subarray(r * channels, (r + 1) * channels), 2 * r * channels);
          data.set(around.subarray(r * channels, (r + 1) * channels), (2 * r + 1) * channels);
        }
        return { [POOLED]: { data, shape: [boxes.length, 2 * channels] } };
      },
    }),
    [Symbol.dispose]() {
      averages[Symbol.dispose]();
      trunk[Symbol.dispose]();
    },
  };
}
