import type { z } from 'zod';
import { checkOptions, checkSources } from '../check-arguments.js';
import type { Tensor } from '../engines/engine.js';
import { throwIfAborted } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { expectInUse } from '../in-use.js';
import { lookAhead } from '../look-ahead.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import { logitOf } from '../trunk/activation-map.js';
import { Turns } from '../turns.js';
import type { ModelCard, ModelClass } from '../weights/model-card.js';
import { type Decoded, decodeBatch, decoded, inBatches, timings } from './batches.js';
import { classNumber } from './class-number.js';
import type { ClassifierCore } from './core.js';
import { BATCH } from './layer-runner.js';
import { named } from './named.js';
import {
  type ClassifyOptions,
  classifySchema,
  FEATURE_LAYER,
  type FeaturesOptions,
  featuresSchema,
  type MapsOptions,
  mapsSchema,
  type RegionsOptions,
  regionsSchema,
  viewsSchema,
} from './options.js';
import type {
  Classified,
  ClassifiedRegions,
  ClassifiedView,
  ClassifyResult,
  ClassMap,
  Prediction,
} from './results.js';
import { topIndices } from './top.js';

/**
 * GoogLeNet over whole images or regions of them. Calls run in the order in which they come, one at a time, each on
 * all cores. Dispose of it when done.
 */
export class Classifier implements Disposable {
  readonly #core: ClassifierCore;
  readonly #turns = new Turns(1);
  readonly #card: ModelCard;
  #disposed = false;

  /** Owns the core from now on. */
  constructor(core: ClassifierCore, card: ModelCard) {
    this.#core = core;
    this.#card = card;
  }

  /** The card of the model; of an ensemble, what the cards of its members have in common. */
  get card(): ModelCard {
    return this.#card;
  }

  get classes(): readonly ModelClass[] {
    return this.#card.classes;
  }

  /**
   * The classes of an image, or of regions of it, most probable first.
   *
   * @throws RcnnError `bad-option`; `bad-image`, `image-too-large`, `file-not-found`, naming the file; `aborted`
   */
  classify(source: ImageSource, options: RegionsOptions): Promise<ClassifiedRegions>;
  classify(source: ImageSource, options?: ClassifyOptions): Promise<Classified>;
  async classify(
    source: ImageSource,
    options: ClassifyOptions | RegionsOptions = {},
  ): Promise<Classified | ClassifiedRegions> {
    if (options !== null && typeof options === 'object' && 'boxes' in options)
      return this.#regions(source, options);
    const { top, crops, average, signal } = this.#checked(options, classifySchema, 'classify');
    return this.#timed(source, signal, async (image) => {
      const [scores] = await this.#core.images([image], { crops, average }, signal);
      return { predictions: this.#best(scores!, top) };
    });
  }

  /**
   * Classifies many images, in order. With one crop per image they run in batches, while the next ones are decoded. An
   * image that cannot be read gives an `error`, and the others continue.
   *
   * @throws RcnnError `bad-option`, `aborted`
   */
  classifyAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options: ClassifyOptions = {},
  ): AsyncGenerator<ClassifyResult<S>> {
    const checked = this.#checked(options, classifySchema, 'classifyAll');
    return this.#classifyAll(checkSources(sources, 'classifyAll'), checked);
  }

  /** The predictions of each view of an image, to see what their average is made of. @throws RcnnError as `classify` */
  async views(source: ImageSource, options: ClassifyOptions = {}): Promise<ClassifiedView[]> {
    const { crops, top, signal } = this.#checked(options, viewsSchema, 'views');
    const image = await decodeImage(source);
    const scored = await this.#turns.run(() => this.#core.views(image, { crops }, signal), signal);
    return scored.map(({ view, scores }) => ({ ...view, predictions: this.#best(scores, top) }));
  }

  /**
   * A layer's values for the image or for regions of it, as one typed array with its shape: N x C for pooled layers,
   * N x C x H x W for maps; N = 1 or the number of boxes. Needs no memory beyond that of the answer.
   *
   * @throws RcnnError as `classify`; `bad-option` for an unknown layer, with the names of all
   */
  async features(source: ImageSource, options: FeaturesOptions = {}): Promise<Tensor> {
    const { layer = FEATURE_LAYER, boxes, signal } = this.#checked(options, featuresSchema, 'features');
    const image = await decodeImage(source);
    return this.#turns.run(() => this.#core.features(image, { layer, boxes }, signal), signal);
  }

  /**
   * Class activation maps: where the evidence for classes lies. Exact for GoogLeNet (see activation-map.ts).
   *
   * @throws RcnnError as `classify`
   */
  async activationMaps(source: ImageSource, options: MapsOptions = {}): Promise<ClassMap[]> {
    const { classes: names, box, signal } = this.#checked(options, mapsSchema, 'activationMaps');
    const image = await decodeImage(source);
    const numbers = names?.map((name) => classNumber(this.#card, name));
    return this.#turns.run(async () => {
      const [scores] = box
        ? await this.#core.regions(image, { boxes: [box] }, signal)
        : await this.#core.images([image], { crops: 1, average: 'mean' }, signal);
      const classes = numbers ?? topIndices(scores!, 1);
      const { maps, box: seen } = await this.#core.maps(image, { classes, box }, signal);
      return maps.map((map, i) => ({
        ...map,
        ...named(this.classes, classes[i]!, scores!),
        box: seen,
        logit: logitOf(map),
      }));
    }, signal);
  }

  /** Calls under way still finish; later ones are refused. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#turns.whenIdle(() => this.#core.close());
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const { card, classes } = this;
    return { classifier: card.name, classes: classes.length, disposed: this.#disposed };
  }

  async #regions(source: ImageSource, options: RegionsOptions): Promise<ClassifiedRegions> {
    const { boxes, top, signal } = this.#checked(options, regionsSchema, 'classify');
    return this.#timed(source, signal, async (image) => {
      const scores = await this.#core.regions(image, { boxes }, signal);
      return { regions: boxes.map((box, i) => ({ box, predictions: this.#best(scores[i]!, top) })) };
    });
  }

  async #timed<T>(source: ImageSource, signal: AbortSignal | undefined, run: (image: Raster) => Promise<T>) {
    return this.#turns.run(async () => {
      const { image, decode } = await decoded(source);
      throwIfAborted(signal);
      const began = performance.now();
      const result = await run(image);
      return {
        width: image.width,
        height: image.height,
        ...result,
        timings: timings(decode, performance.now() - began),
      };
    }, signal);
  }

  async *#classifyAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    { signal, ...options }: z.output<typeof classifySchema>,
  ): AsyncGenerator<ClassifyResult<S>> {
    const check = () => expectInUse(this.#disposed, 'classifier');
    const batches = inBatches(sources, options.crops === 1 ? BATCH : 1);
    for await (const batch of lookAhead(batches, decodeBatch<S>, { ahead: 2, signal, check })) {
      yield* await this.#batch(batch, options, signal);
    }
  }

  async #batch<S>(
    batch: readonly Decoded<S>[],
    { top, crops, average }: Omit<z.output<typeof classifySchema>, 'signal'>,
    signal: AbortSignal | undefined,
  ): Promise<ClassifyResult<S>[]> {
    const images = batch.flatMap((entry) => ('image' in entry ? [entry.image] : []));
    const began = performance.now();
    const request = { crops, average };
    const scores = (await this.#turns.run(() => this.#core.images(images, request, signal), signal)).values();
    const share = (performance.now() - began) / Math.max(1, images.length);
    return batch.map((entry) => {
      if ('error' in entry) return { source: entry.source, error: entry.error };
      const { source, image, decode } = entry;
      const predictions = this.#best(scores.next().value!, top);
      return {
        source,
        width: image.width,
        height: image.height,
        predictions,
        timings: timings(decode, share),
      };
    });
  }

  #best(scores: Float32Array, top: number): Prediction[] {
    return topIndices(scores, top).map((k) => named(this.classes, k, scores));
  }

  #checked<T>(options: unknown, schema: Parameters<typeof checkOptions<T>>[1], call: string): T {
    expectInUse(this.#disposed, 'classifier');
    return checkOptions<T>(options, schema, call);
  }
}
