import { checkOptions, checkSources } from '../check-arguments.js';
import type { Tensor } from '../engines/engine.js';
import { expectInUse } from '../in-use.js';
import { decodeImage } from '../platform/node/decode.js';
import type { ImageSource } from '../platform/node/image-source.js';
import { Turns } from '../turns.js';
import type { ModelCard, ModelClass } from '../weights/model-card.js';
import { Answers } from './answers.js';
import { inBatches, type Ready, timedBatch } from './batches.js';
import { hasBoxes, PictureCalls } from './calls.js';
import type { ClassifierCore, SeenRegions } from './core.js';
import { BATCH } from './layer-runner.js';
import {
  type BoxesOf,
  type ClassifyOptions,
  classifySchema,
  type FeaturesAllOptions,
  type FeaturesOptions,
  featuresAllSchema,
  type MapsOptions,
  type RegionsAllOptions,
  type RegionsOptions,
  regionsAllSchema,
} from './options.js';
import type {
  Classified,
  ClassifiedRegions,
  ClassifiedView,
  ClassifyResult,
  ClassMap,
  FeaturesResult,
} from './results.js';

/**
 * GoogLeNet over whole images or regions of them. Calls run in the order in which they come, one at a time, each on
 * all cores. Dispose of it when done.
 */
export class Classifier implements Disposable {
  readonly #core: ClassifierCore;
  readonly #answers: Answers;
  readonly #calls: PictureCalls<ImageSource>;
  readonly #turns = new Turns(1);
  readonly #card: ModelCard;
  #disposed = false;

  /** Owns the core from now on. */
  constructor(core: ClassifierCore, card: ModelCard) {
    this.#core = core;
    this.#answers = new Answers(core, card);
    this.#calls = new PictureCalls(this.#answers, this.#turns, decodeImage);
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
    return this.#ready.classify(source, options);
  }

  /**
   * Classifies many images, or regions of them, in order. With one crop per image, and with `boxes`, they share batches,
   * while the next ones are decoded. An image that cannot be read gives an `error`, and the others continue.
   *
   * @throws RcnnError `bad-option`, `aborted`
   */
  classifyAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options: RegionsAllOptions<S>,
  ): AsyncGenerator<ClassifyResult<S, ClassifiedRegions>>;
  classifyAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options?: ClassifyOptions,
  ): AsyncGenerator<ClassifyResult<S>>;
  classifyAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options: ClassifyOptions | RegionsAllOptions<S> = {},
  ): AsyncGenerator<ClassifyResult<S, Classified | ClassifiedRegions>> {
    const call = 'classifyAll';
    if (hasBoxes(options)) {
      const { boxes, ...checked } = this.#checked(options, regionsAllSchema, call);
      return this.#all(sources, { boxes, call, signal: checked.signal }, (images) =>
        timedBatch(images, async () => {
          const all = await this.#answers.regions(images as readonly (Ready & SeenRegions)[], checked);
          return all.map((regions) => ({ regions }));
        }),
      );
    }
    const checked = this.#checked(options, classifySchema, call);
    const size = checked.crops === 1 ? BATCH : 1;
    return this.#all(sources, { call, size, signal: checked.signal }, (images) =>
      timedBatch(images, async () => {
        const rasters = images.map(({ image }) => image);
        const all = await this.#answers.predictions(rasters, checked);
        return all.map((predictions) => ({ predictions }));
      }),
    );
  }

  /** The predictions of each view of an image, to see what their average is made of. @throws RcnnError as `classify` */
  async views(source: ImageSource, options: ClassifyOptions = {}): Promise<ClassifiedView[]> {
    return this.#ready.views(source, options);
  }

  /**
   * A layer's values for the image or for regions of it, as one typed array with its shape: N x C for pooled layers,
   * N x C x H x W for maps; N = 1 or the number of boxes. Needs no memory beyond that of the answer.
   *
   * @throws RcnnError as `classify`; `bad-option` for an unknown layer, with the names of all
   */
  async features(source: ImageSource, options: FeaturesOptions = {}): Promise<Tensor> {
    return this.#ready.features(source, options);
  }

  /**
   * The same of many images, in order: they share batches, while the next ones are decoded. An image that cannot be read
   * gives an `error`, and the others continue.
   *
   * @throws RcnnError `bad-option`, `aborted`
   */
  featuresAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options: FeaturesAllOptions<S> = {},
  ): AsyncGenerator<FeaturesResult<S>> {
    const call = 'featuresAll';
    const { boxes, ...checked } = this.#checked(options, featuresAllSchema, call);
    return this.#all(sources, { boxes, call, signal: checked.signal }, (images) =>
      this.#answers.features(images, checked),
    );
  }

  /**
   * Class activation maps: where the evidence for classes lies. Exact for GoogLeNet (see activation-map.ts).
   *
   * @throws RcnnError as `classify`
   */
  async activationMaps(source: ImageSource, options: MapsOptions = {}): Promise<ClassMap[]> {
    return this.#ready.activationMaps(source, options);
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

  get #ready(): PictureCalls<ImageSource> {
    expectInUse(this.#disposed, 'classifier');
    return this.#calls;
  }

  #all<S extends ImageSource, R extends object>(
    sources: unknown,
    { boxes, size = BATCH, call, signal }: AllOptions,
    answer: (images: readonly Ready[]) => Promise<R[]>,
  ): AsyncGenerator<ClassifyResult<S, R>> {
    const check = () => expectInUse(this.#disposed, 'classifier');
    return inBatches(
      checkSources<S>(sources, call),
      { boxes: boxes as BoxesOf<S> | undefined, size, call, signal, check },
      (images) => this.#turns.run(() => answer(images), signal),
    );
  }

  #checked<T>(options: unknown, schema: Parameters<typeof checkOptions<T>>[1], call: string): T {
    expectInUse(this.#disposed, 'classifier');
    return checkOptions<T>(options, schema, call);
  }
}

interface AllOptions {
  readonly boxes?: BoxesOf<never> | undefined;
  readonly size?: number;
  readonly call: string;
  readonly signal: AbortSignal | undefined;
}
