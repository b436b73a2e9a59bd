import type { RegionMode } from '../../../detection/modes/modes.js';
import type { RegionReader } from '../../../detection/regions/region-reader.js';
import { selectiveSearch } from '../../../proposals/selective-search/selective-search.js';
import { photographPath } from '../../datasets/photograph-path.js';
import type { Dataset } from '../../datasets/records.js';
import { pooledFeatures } from '../../googlenet/region-network.js';
import { lookAhead } from '../../look-ahead.js';
import { decodeImage } from '../../platform/node/decode.js';
import { packageVersion } from '../../platform/node/package-root.js';
import type { LongWork } from '../../progress.js';
import { joinHashes } from '../../runs/photograph-hashes.js';
import type { Model } from '../../weights/model-file.js';
import { type BaseRuntime, firstProposals, openFeatureReader, shownContext, viewOf } from './base-view.js';
import { truthByImage } from './image-truth.js';
import { KeptFeatures } from './kept-features.js';
import type { ImageTruth } from './label-regions.js';
import { chooseTrainingRegions, type PhotographFeatures, readFeatures } from './photograph-features.js';

/** Proposals searched for regions on objects. */
const SEARCHED = 1000;

export interface CollectOptions extends LongWork, BaseRuntime {
  readonly dataset: Dataset;
  /** Rows of the images wanted, in this order. */
  readonly images: readonly number[];
  /** SHA-256 of each one's photograph. */
  readonly hashes: readonly string[];
  readonly base: Model;
  /** Folder that keeps what is done. */
  readonly run: string;
  /** How the network sees the regions: heads fit the features of one way only. */
  readonly mode: RegionMode;
}

/**
 * Features of each photograph's regions; those on disk already are read, not made again.
 *
 * @returns one per image wanted, in their order
 */
export async function collectFeatures(options: CollectOptions): Promise<PhotographFeatures[]> {
  const { dataset, images, mode, run } = options;
  const truth = truthByImage(dataset);
  const first = firstProposals({ mode, photographs: images.length });
  const keys = images.map((image, i) => keyOf(truth[image]!, options.hashes[i]!, first, options));
  const kept = await KeptFeatures.open(run);
  const missing = [...images.keys()].filter((i) => !kept.has(keys[i]!));
  if (missing.length > 0) {
    using reader = await openFeatureReader(options.base, options);
    await makeMissing(missing, { ...options, truth, keys, kept, reader, first });
  }
  const found: PhotographFeatures[] = [];
  for (const key of keys) found.push(await kept.read(key));
  return found;
}

/** A hash of all that features depend on. Names of classes are no part of it: renaming one costs nothing. */
function keyOf(truth: ImageTruth, photograph: string, first: number, options: CollectOptions): string {
  const { base, engine, mode } = options;
  const { card } = base;
  const network = [packageVersion(), engine.name, card.sha256, mode, viewOf(base, mode), pooledFeatures];
  const { boxes, difficult, background } = truth;
  const objects = boxes.toArray().map(({ x1, y1, x2, y2 }, g) => [x1, y1, x2, y2, difficult[g]]);
  const rejected = background?.toArray().map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
  const regions = rejected ? [objects, rejected] : [objects];
  return joinHashes([network, SEARCHED, first, photograph, ...regions]).slice(0, 32);
}

interface Making extends CollectOptions {
  readonly truth: readonly ImageTruth[];
  readonly keys: readonly string[];
  readonly kept: KeptFeatures;
  readonly reader: RegionReader;
  readonly first: number;
}

/** @param missing positions in `images` */
async function makeMissing(missing: readonly number[], making: Making): Promise<void> {
  const { dataset, images, base, mode, kept, keys, truth, reader, first, signal, onProgress } = making;
  const context = shownContext(base, mode);
  const total = images.length;
  let done = total - missing.length;
  const prepared = async (i: number) => ({ i, ...(await prepare(dataset, images[i]!)) });
  for await (const { i, raster, proposals } of lookAhead(missing, prepared, { ahead: 2, signal })) {
    const choice = chooseTrainingRegions(proposals, truth[images[i]!]!, first);
    const found = await readFeatures(raster, choice, { reader, output: pooledFeatures, context });
    const photograph = dataset.images[images[i]!]!.id;
    await kept.write(keys[i]!, found, { photograph, base: base.card.name, view: mode });
    onProgress?.({ stage: `features (${mode})`, done: ++done, total, item: photograph });
  }
}

async function prepare(dataset: Dataset, i: number) {
  const raster = await decodeImage(photographPath(dataset, dataset.images[i]!));
  return { raster, proposals: await selectiveSearch(raster, { count: SEARCHED }) };
}
