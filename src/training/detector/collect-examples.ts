import { join } from 'node:path';
import { CropRegions } from '../../../detection/regions/crops.js';
import type { RegionMode, RegionReader } from '../../../detection/regions/region-reader.js';
import { SharedRegions } from '../../../detection/regions/shared.js';
import { selectiveSearch } from '../../../proposals/selective-search/selective-search.js';
import type { Dataset } from '../../datasets/records.js';
import type { Engine } from '../../engines/engine.js';
import { throwIfAborted } from '../../errors.js';
import { googlenet } from '../../googlenet/googlenet.js';
import { cropNetwork, regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import { decodeImage } from '../../platform/node/decode.js';
import { packageVersion } from '../../platform/node/package-root.js';
import type { LongWork } from '../../progress.js';
import { joinHashes, photographHashes } from '../../runs/photograph-hashes.js';
import type { Model } from '../../weights/model-file.js';
import { ExampleCache } from './example-cache.js';
import { type Examples, joinExamples } from './examples.js';
import { extractExamples } from './extract-examples.js';
import { truthByImage } from './image-truth.js';
import type { ImageTruth } from './label-regions.js';
import { draw, streamFor } from './random.js';

/** Images a shard: about 2,000 regions, half a minute of work at most that a kill can cost. */
const SHARD = 16;
const OUTPUT = 'pool5/7x7_s1';
const PROPOSALS = 1000;

/** The short side of accuracy's sake (448 -> 600: 3 to 5 points of mAP), the long side for panoramas. */
export const SCALE = { shortSide: 600, longSide: 1000 } as const;

/** R-CNN's pixels of surroundings at the network's scale [appendix A]. */
export const CONTEXT = 16;

export interface CollectOptions extends LongWork {
  readonly dataset: Dataset;
  readonly base: Model;
  readonly engine: Engine;
  /** Folder that keeps what is done. */
  readonly run: string;
  readonly seed: number;
  /** Use at most this many images, drawn by the seed. */
  readonly images: number;
  /** How the network sees the regions: heads fit the features of one way only. */
  readonly mode: RegionMode;
  /** Receives the names of the kept examples that were used, see `ExampleCache`. */
  readonly onShards?: (shards: readonly string[]) => void;
}

/**
 * Features of sampled regions of the data set's images, a shard after the other; those on disk already are
 * read, not made again.
 *
 * @returns one set per image shard, in the order drawn
 * @throws RcnnError `file-not-found` that names all photographs that are missing
 */
export async function collectExamples(options: CollectOptions): Promise<Examples[]> {
  const { dataset, run, seed } = options;
  const order = draw([...dataset.images.keys()], options.images, streamFor(seed, -1));
  const shards = await namedShards(order, options);
  const cache = await ExampleCache.open(run, dataset.classes.length);
  if (shards.some(({ name }) => !cache.has(name))) {
    using reader = await openReader(options);
    await makeShards(shards, { ...options, cache, reader });
  }
  const sets: Examples[] = [];
  for (const { name } of shards) sets.push(await cache.read(name));
  options.onShards?.(shards.map(({ name }) => name));
  return sets;
}

/** Images whose examples are one file. */
interface Shard {
  /** A hash of all that the examples depend on: kept ones are used for nothing else. */
  readonly name: string;
  readonly images: readonly number[];
}

async function namedShards(order: readonly number[], options: CollectOptions): Promise<Shard[]> {
  const { dataset, base, engine, seed, mode, signal } = options;
  const { card } = base;
  const common = [packageVersion(), engine.name, card.sha256, card.network, card.preprocessing, mode, seed];
  const classes = dataset.classes.map(({ name }) => name);
  const constants = [OUTPUT, PROPOSALS, mode === 'crops' ? CONTEXT : SCALE];
  const photographs = await photographHashes(dataset, order, { ...(signal && { signal }) });
  const truth = truthByImage(dataset);
  const shards: Shard[] = [];
  for (let start = 0; start < order.length; start += SHARD) {
    const images = order.slice(start, start + SHARD);
    const content = images.map((image, i) => [image, photographs[start + i], corners(truth[image]!)]);
    shards.push({ name: joinHashes([common, classes, constants, content]).slice(0, 24), images });
  }
  return shards;
}

/** What the truth says of one image, as numbers. */
function corners({ boxes, ...columns }: ImageTruth): unknown[] {
  const all = Array.from({ length: boxes.length }, (_, i) => boxes.at(i));
  return [
    all.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]),
    ...Object.values(columns).map((one) => [...one]),
  ];
}

function openReader({ base, engine, mode }: CollectOptions): Promise<RegionReader> {
  const { network: shape, preprocessing } = base.card;
  const network = googlenet({ ...shape, auxiliary: false });
  const common = { engine, weights: base.weights, input: preprocessing };
  if (mode === 'crops') {
    const { inputSize } = preprocessing;
    const whole = cropNetwork(network, { heads: [] });
    return CropRegions.create({ ...common, network: whole, inputSize, context: CONTEXT });
  }
  return SharedRegions.create({
    ...common,
    trunk: trunkNetwork(network),
    regions: regionNetwork(network, { heads: [] }),
    scale: SCALE,
  });
}

async function makeShards(
  shards: readonly Shard[],
  options: CollectOptions & { cache: ExampleCache; reader: RegionReader },
): Promise<void> {
  const { dataset, cache, reader, seed, mode, signal, onProgress } = options;
  const truth = truthByImage(dataset);
  const classes = dataset.classes.length;
  const missing = shards.filter(({ name }) => !cache.has(name));
  const count = (some: readonly Shard[]) => some.reduce((sum, { images }) => sum + images.length, 0);
  const total = count(shards);
  let done = total - count(missing);
  const prepared = ahead(
    missing.flatMap(({ images }) => images),
    (i) => prepare(dataset, i),
  );
  for (const { name, images } of missing) {
    const sets: Examples[] = [];
    for (const i of images) {
      throwIfAborted(signal);
      const { raster, proposals } = (await prepared.next()).value!;
      const random = streamFor(seed, i);
      sets.push(
        await extractExamples(raster, truth[i], { proposals, reader, output: OUTPUT, classes, random }),
      );
      onProgress?.({ stage: `features (${mode})`, done: ++done, total, item: dataset.images[i].id });
    }
    await cache.write(name, joinExamples(sets));
  }
}

async function prepare({ root = '', images }: Dataset, i: number) {
  const { file, id } = images[i];
  const raster = await decodeImage(join(root, file ?? id));
  return { raster, proposals: await selectiveSearch(raster, { count: PROPOSALS }) };
}

/** Prepares the next item while the caller works on this one. */
async function* ahead<T, P>(items: readonly T[], prepare: (item: T) => Promise<P>): AsyncGenerator<P> {
  let next: Promise<P> | undefined;
  for (const item of items) {
    const current = next;
    next = prepare(item);
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    next.catch(() => {});
    if (current) yield await current;
  }
  if (next) yield await next;
}
