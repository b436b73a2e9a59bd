import { checkOptions } from '../check-arguments.js';
import type { Tensor } from '../engines/engine.js';
import { throwIfAborted } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import type { Turns } from '../turns.js';
import { type Answers, timings } from './answers.js';
import {
  type ClassifyOptions,
  classifySchema,
  type FeaturesOptions,
  featuresSchema,
  type MapsOptions,
  mapsSchema,
  type RegionsOptions,
  regionsSchema,
  viewsSchema,
} from './options.js';
import type { Classified, ClassifiedRegions, ClassifiedView, ClassMap } from './results.js';

/**
 * A classifier's calls for one picture, in Node.js and in a browser, which differ in how they decode it. They run in the
 * order in which they come, one at a time.
 */
export class PictureCalls<P> {
  readonly #answers: Answers;
  readonly #turns: Turns;
  readonly #decode: (picture: P) => Promise<Raster>;

  constructor(answers: Answers, turns: Turns, decode: (picture: P) => Promise<Raster>) {
    this.#answers = answers;
    this.#turns = turns;
    this.#decode = decode;
  }

  async classify(
    picture: P,
    options: ClassifyOptions | RegionsOptions,
  ): Promise<Classified | ClassifiedRegions> {
    if (hasBoxes(options)) {
      const { boxes, ...checked } = checkOptions(options, regionsSchema, 'classify');
      return this.#timed(picture, checked.signal, async (image) => {
        const [regions] = await this.#answers.regions([{ image, boxes }], checked);
        return { regions: regions! };
      });
    }
    const checked = checkOptions(options, classifySchema, 'classify');
    return this.#timed(picture, checked.signal, async (image) => {
      const [predictions] = await this.#answers.predictions([image], checked);
      return { predictions: predictions! };
    });
  }

  async views(picture: P, options: ClassifyOptions): Promise<ClassifiedView[]> {
    const checked = checkOptions(options, viewsSchema, 'views');
    return this.#one(picture, checked.signal, (image) => this.#answers.views(image, checked));
  }

  async features(picture: P, options: FeaturesOptions): Promise<Tensor> {
    const { boxes, ...checked } = checkOptions(options, featuresSchema, 'features');
    return this.#one(picture, checked.signal, async (image) => {
      const [tensor] = await this.#answers.features([{ image, boxes }], checked);
      return tensor!;
    });
  }

  async activationMaps(picture: P, options: MapsOptions): Promise<ClassMap[]> {
    const checked = checkOptions(options, mapsSchema, 'activationMaps');
    return this.#one(picture, checked.signal, (image) => this.#answers.activationMaps(image, checked));
  }

  /** Decoded only when its turn has come: however many calls wait, they hold no pixels. */
  #one<T>(
    picture: P,
    signal: AbortSignal | undefined,
    answer: (image: Raster, decode: number) => Promise<T>,
  ): Promise<T> {
    return this.#turns.run(async () => {
      const began = performance.now();
      const image = await this.#decode(picture);
      throwIfAborted(signal);
      return answer(image, performance.now() - began);
    }, signal);
  }

  #timed<T>(picture: P, signal: AbortSignal | undefined, answer: (image: Raster) => Promise<T>) {
    return this.#one(picture, signal, async (image, decode) => {
      const began = performance.now();
      const result = await answer(image);
      const { width, height } = image;
      return { width, height, ...result, timings: timings(decode, performance.now() - began) };
    });
  }
}

export function hasBoxes(options: unknown): options is { readonly boxes: unknown } {
  return typeof options === 'object' && options !== null && 'boxes' in options;
}
