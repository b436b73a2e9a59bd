import { createHash } from 'node:crypto';
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
import type { LongWork } from '../../progress.js';
import type { Model } from '../../weights/model-file.js';
import { ExampleCache } from './example-cache.js';
import { type Examples, joinExamples } from './examples.js';
import { extractExamples } from './extract-examples.js';
import { truthByImage } from './image-truth.js';
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
  /** Use so many images, drawn by the seed; all when there are fewer. */
  readonly images: number;
  /** How the network sees the regions: heads fit the features of one way only. */
  readonly mode: RegionMode;
}

/**
 * Features of sampled regions of the data set's images, a shard after the other; those on disk already are
 * read, not made again.
 *
 * @returns one set an image shard, in the order drawn
 */
export async function collectExamples(options: CollectOptions): Promise<Examples[]> {
  const { dataset, base, run, seed, mode } = options;
  const order = draw([...dataset.images.keys()], options.images, streamFor(seed, -1));
  const key = `${mode}-${base.card.sha256.slice(0, 12)}-${hashOf(dataset)}-${seed}`;
  const classes = dataset.classes.length;
  const cache = await ExampleCache.open(run, { key, classes });
  const shards: number[][] = [];
  for (let start = 0; start < order.length; start += SHARD) shards.push(order.slice(start, start + SHARD));
  if (shards.some((images, s) => !cache.has(shardName(s, images)))) {
    using reader = await openReader(options);
    await makeShards(shards, { ...options, cache, reader });
  }
  const sets: Examples[] = [];
  for (const [s, images] of shards.entries()) sets.push(await cache.read(shardName(s, images)));
  return sets;
}

/** Of the images and their objects: other data in the same folder is other examples. */
function hashOf({ images, classes, truth }: Dataset): string {
  const hash = createHash('sha256').update(JSON.stringify([images.map(({ id }) => id), classes]));
  for (const column of [truth.image, truth.class, truth.x1, truth.y1, truth.x2, truth.y2, truth.flags]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex').slice(0, 12);
}

/** A last shard that is not full has a name of its own, so that more images later make it again. */
function shardName(shard: number, images: readonly number[]): number {
  return images.length === SHARD ? shard : 90_000 + shard + images.length;
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
  shards: readonly number[][],
  options: CollectOptions & { cache: ExampleCache; reader: RegionReader },
): Promise<void> {
  const { dataset, cache, reader, seed, mode, signal, onProgress } = options;
  const truth = truthByImage(dataset);
  const classes = dataset.classes.length;
  const missing = [...shards.entries()].filter(([s, images]) => !cache.has(shardName(s, images)));
  const count = (some: readonly (readonly number[])[]) =>
    some.reduce((sum, images) => sum + images.length, 0);
  const total = count(shards);
  let done = total - count(missing.map(([, images]) => images));
  const prepared = ahead(
    missing.flatMap(([, images]) => images),
    (i) => prepare(dataset, i),
  );
  for (const [s, images] of missing) {
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
    await cache.write(shardName(s, images), joinExamples(sets));
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
