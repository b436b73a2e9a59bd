/**
 * GoogLeNet over views and regions, whether it runs in this thread or in another.
 * N = crops in a batch, K = classes, S = side of the network's input, C x H x W = a layer's map.
 */

import { type Average, averaged } from '../average.js';
import type { Engine, Tensor } from '../engines/engine.js';
import { RcnnError, throwIfAborted } from '../errors.js';
import type { Box } from '../geometry/box.js';
import { withContext } from '../geometry/context.js';
import { lastMap } from '../googlenet/region-network.js';
import type { Raster } from '../imaging/raster.js';
import { type ActivationMap, activationMap, classRow } from '../trunk/activation-map.js';
import type { ModelCard } from '../weights/model-card.js';
import type { Model } from '../weights/model-file.js';
import { BATCH, type Crop, LayerRunner } from './layer-runner.js';
import { type Crops, type View, viewsOf } from './views.js';
import { warpViews } from './warp-views.js';

/** Pixels of surroundings of a region at the network's scale [R-CNN, appendix A]. */
const CONTEXT = 16;

/** The layer that reads the average of the last map. */
const LAST_LAYER = 'loss3/classifier';

export interface ScoredView {
  readonly view: View;
  /** K probabilities. */
  readonly scores: Float32Array;
}

/** K probabilities; a view that stands for several crops counts as often. */
export function averagedViews(views: readonly ScoredView[], by: Average = 'mean'): Float32Array {
  return averaged(
    views.map(({ scores }) => scores),
    { by, weights: views.map(({ view }) => view.weight) },
  );
}

/** An image, or regions of it. */
export interface Seen {
  readonly image: Raster;
  /** Undefined: the whole image. */
  readonly boxes: readonly Box[] | undefined;
}

/** Regions of an image. */
export interface SeenRegions extends Seen {
  readonly boxes: readonly Box[];
}

/** What is seen of several images shares batches. */
export interface ClassifierCore {
  /** K probabilities for each image. */
  images(
    images: readonly Raster[],
    request: { readonly crops: Crops; readonly average: Average },
    signal?: AbortSignal,
  ): Promise<Float32Array[]>;
  /** Each view of an image separately. */
  views(image: Raster, request: { readonly crops: Crops }, signal?: AbortSignal): Promise<ScoredView[]>;
  /** K probabilities for each region: those of the first image, then those of the second, and so on. */
  regions(seen: readonly SeenRegions[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** A layer's values for each image, N x C x H x W or N x C; N = 1 for a whole image. */
  features(
    seen: readonly Seen[],
    request: { readonly layer: string },
    signal?: AbortSignal,
  ): Promise<Tensor[]>;
  /** Activation maps of classes, by number, in a part of the image or in its centre. */
  maps(
    image: Raster,
    request: { readonly classes: readonly number[]; readonly box: Box | undefined },
    signal?: AbortSignal,
  ): Promise<{ readonly maps: ActivationMap[]; readonly box: Box }>;
  /** Must not be called while another call is running. */
  close(): void;
}

/** One network in the thread of the caller. */
export class LocalClassifierCore implements ClassifierCore {
  readonly #layers: LayerRunner;

  private constructor(layers: LayerRunner) {
    this.#layers = layers;
  }

  /** @throws RcnnError `bad-weights` when the model is not a classifier or its weights do not fit its network */
  static async create(
    model: Model,
    engine: Engine,
    { threads }: { readonly threads?: number | undefined } = {},
  ): Promise<LocalClassifierCore> {
    const layers = new LayerRunner(model, engine, threads);
    await layers.compiled('prob'); // so that bad weights are refused here, not at the first image
    return new LocalClassifierCore(layers);
  }

  get card(): ModelCard {
    return this.#layers.model.card;
  }

  async images(
    images: readonly Raster[],
    { crops, average }: { crops: Crops; average: Average },
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    if (crops === 1) {
      const whole = images.flatMap((image) => this.#cropsOf({ image, boxes: undefined }));
      return this.#probabilities(whole, signal);
    }
    const rows: Float32Array[] = [];
    for (const image of images) {
      rows.push(averagedViews(await this.views(image, { crops }, signal), average));
    }
    return rows;
  }

  async views(image: Raster, { crops }: { crops: Crops }, signal?: AbortSignal): Promise<ScoredView[]> {
    const { preprocessing } = this.card;
    const { inputSize } = preprocessing;
    const views = this.#viewsOf(image, crops);
    const scored: ScoredView[] = [];
    // Views of one square and scale are adjacent, so that a batch resizes few squares.
    for (let start = 0; start < views.length; start += BATCH) {
      throwIfAborted(signal);
      const batch = views.slice(start, start + BATCH);
      const data = warpViews(image, batch, { inputSize, preprocessing }); // N x 3 x S x S
      const { data: prob } = await this.#layers.run('prob', data, batch.length);
      rowsOf(prob, batch.length).forEach((scores, i) => {
        scored.push({ view: batch[i]!, scores });
      });
    }
    return scored;
  }

  async regions(seen: readonly SeenRegions[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#probabilities(
      seen.flatMap((one) => this.#cropsOf(one)),
      signal,
    );
  }

  async features(
    seen: readonly Seen[],
    { layer }: { layer: string },
    signal?: AbortSignal,
  ): Promise<Tensor[]> {
    const counts = seen.map(({ boxes }) => boxes?.length ?? 1);
    const crops = seen.flatMap((one, of) => this.#cropsOf(one).map((crop, row) => ({ ...crop, of, row })));
    let values: Float32Array[] | undefined;
    let shape: readonly number[] = []; // of one crop
    let at = 0;
    for await (const part of this.#layers.batches(layer, crops, signal)) {
      const wide = part.data.length / part.shape[0]!;
      values ??= counts.map((count) => new Float32Array(count * wide));
      shape = part.shape.slice(1);
      for (let from = 0; from < part.data.length; from += wide) {
        const { of, row } = crops[at++]!;
        values[of]!.set(part.data.subarray(from, from + wide), row * wide);
      }
    }
    return counts.map((count, i) => ({
      data: values?.[i] ?? new Float32Array(0),
      shape: count === 0 ? [0] : withoutOnes([count, ...shape]),
    }));
  }

  async maps(
    image: Raster,
    { classes, box }: { classes: readonly number[]; box: Box | undefined },
    signal?: AbortSignal,
  ): Promise<{ maps: ActivationMap[]; box: Box }> {
    const crops = this.#cropsOf({ image, boxes: box && [box] });
    throwIfAborted(signal);
    const data = this.#layers.warped(crops);
    const features = await this.#layers.run(lastMap, data, 1);
    const { weights } = this.#layers.model;
    const linear = {
      weight: weights.get(`${LAST_LAYER}/weight`)!.data,
      bias: weights.get(`${LAST_LAYER}/bias`)!.data,
    };
    return { maps: classes.map((k) => activationMap(features, classRow(linear, k))), box: crops[0]!.box };
  }

  close(): void {
    this.#layers[Symbol.dispose]();
  }

  #viewsOf(image: Raster, crops: Crops): View[] {
    const { inputSize, centreShare } = this.card.preprocessing;
    return viewsOf(image, { crops, inputSize, centreShare });
  }

  #cropsOf({ image, boxes }: Seen): Crop[] {
    const seen = boxes?.map((box) => this.#withContext(box)) ?? [this.#viewsOf(image, 1)[0]!.box];
    return seen.map((box) => ({ image, box }));
  }

  #withContext(box: Box): Box {
    return withContext(box, { inputSize: this.card.preprocessing.inputSize, context: CONTEXT });
  }

  async #probabilities(crops: readonly Crop[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const rows: Float32Array[] = [];
    for await (const { data, shape } of this.#layers.batches('prob', crops, signal))
      rows.push(...rowsOf(data, shape[0]!));
    return rows;
  }
}

function rowsOf(data: Float32Array, count: number): Float32Array[] {
  const width = data.length / count;
  return Array.from({ length: count }, (_, i) => data.slice(i * width, (i + 1) * width));
}

/** N x C x 1 x 1, as pooling leaves it, is N x C. */
function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.length === 4 && shape[2] === 1 && shape[3] === 1 ? shape.slice(0, 2) : shape;
}

/** @throws RcnnError `bad-option`: for what an ensemble cannot do */
export function oneNetworkOnly(what: string): never {
  throw new RcnnError(
    'bad-option',
    `Expected one model for ${what}, but this classifier is an ensemble: load one of its models alone.`,
  );
}
