/** What a classifier says of decoded images, in Node.js and in a browser: its core's numbers under the names of its classes. */
import type { z } from 'zod';
import type { Tensor } from '../engines/engine.js';
import type { Raster } from '../imaging/raster.js';
import { logitOf } from '../trunk/activation-map.js';
import type { ModelCard } from '../weights/model-card.js';
import { classNumber } from './class-number.js';
import type { ClassifierCore, Seen, SeenRegions } from './core.js';
import { named } from './named.js';
import {
  type classifySchema,
  FEATURE_LAYER,
  type FeaturesOptions,
  type MapsOptions,
  type regionsSchema,
  type viewsSchema,
} from './options.js';
import type { ClassifiedRegion, ClassifiedView, ClassifyTimings, ClassMap, Prediction } from './results.js';
import { topIndices } from './top.js';

/** Options are those of the schemas, checked. */
export class Answers {
  readonly #core: ClassifierCore;
  readonly #card: ModelCard;

  constructor(core: ClassifierCore, card: ModelCard) {
    this.#core = core;
    this.#card = card;
  }

  /** For each image. */
  async predictions(
    images: readonly Raster[],
    { top, crops, average, signal }: z.output<typeof classifySchema>,
  ): Promise<Prediction[][]> {
    const scores = await this.#core.images(images, { crops, average }, signal);
    return scores.map((row) => this.#best(row, top));
  }

  /** For each image those of its boxes. */
  async regions(
    seen: readonly SeenRegions[],
    { top, signal }: Omit<z.output<typeof regionsSchema>, 'boxes'>,
  ): Promise<ClassifiedRegion[][]> {
    const rows = (await this.#core.regions(seen, signal)).values();
    return seen.map(({ boxes }) =>
      boxes.map((box) => ({ box, predictions: this.#best(rows.next().value!, top) })),
    );
  }

  async views(
    image: Raster,
    { crops, top, signal }: z.output<typeof viewsSchema>,
  ): Promise<ClassifiedView[]> {
    const scored = await this.#core.views(image, { crops }, signal);
    return scored.map(({ view, scores }) => ({ ...view, predictions: this.#best(scores, top) }));
  }

  /** For each image. */
  features(
    seen: readonly Seen[],
    { layer = FEATURE_LAYER, signal }: Pick<FeaturesOptions, 'layer' | 'signal'>,
  ): Promise<Tensor[]> {
    return this.#core.features(seen, { layer }, signal);
  }

  async activationMaps(image: Raster, { classes: names, box, signal }: MapsOptions): Promise<ClassMap[]> {
    const numbers = names?.map((name) => classNumber(this.#card, name));
    const [scores] = box
      ? await this.#core.regions([{ image, boxes: [box] }], signal)
      : await this.#core.images([image], { crops: 1, average: 'mean' }, signal);
    const classes = numbers ?? topIndices(scores!, 1);
    const { maps, box: seen } = await this.#core.maps(image, { classes, box }, signal);
    return maps.map((map, i) => ({
      ...map,
      ...named(this.#card.classes, classes[i]!, scores!),
      box: seen,
      logit: logitOf(map),
    }));
  }

  #best(scores: Float32Array, top: number): Prediction[] {
    return topIndices(scores, top).map((k) => named(this.#card.classes, k, scores));
  }
}

export function timings(decode: number, classify: number): ClassifyTimings {
  return { decode, classify, total: decode + classify };
}
