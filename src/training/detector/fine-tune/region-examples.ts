import { join } from 'node:path';
import type { Dataset } from '../../../datasets/records.js';
import type { Preprocessing } from '../../../imaging/preprocessing.js';
import { decodeImage } from '../../../platform/node/decode.js';
import { keyedStream } from '../../../random/keyed-stream.js';
import { EpochOrder } from '../../classifier/epoch-order.js';
import { Ahead } from '../../input/ahead.js';
import type { RegionExample } from '../../onnx/region-trainer.js';
import { truthByImage } from '../image-truth.js';
import type { ImageTruth } from '../label-regions.js';
import type { KeptProposals } from './kept-proposals.js';
import { regionExample } from './region-example.js';
import type { FineTuneSettings } from './settings.js';

/** Keeps these draws apart from others with the same seed (order, dropout). */
const PURPOSE = 5;
/** Steps prepared beside the one that is computed: their decoding and search run on the other threads. */
const DEPTH = 2;

export interface RegionExamplesOptions {
  readonly dataset: Dataset;
  readonly settings: FineTuneSettings;
  readonly preprocessing: Preprocessing;
  readonly proposals: KeptProposals;
}

/** What each step learns from; a step's examples depend on the seed, the data and its number alone. */
export class RegionExamples {
  readonly stepsPerEpoch: number;
  readonly #options: RegionExamplesOptions;
  readonly #order: EpochOrder;
  readonly #truth: readonly ImageTruth[];
  readonly #ahead: Ahead<RegionExample[]>;

  constructor(options: RegionExamplesOptions) {
    const { dataset, settings } = options;
    const { seed, photographs: batch, steps } = settings;
    this.#options = options;
    this.#order = new EpochOrder(dataset.images.length, { seed, batch });
    this.stepsPerEpoch = this.#order.stepsPerEpoch;
    this.#truth = truthByImage(dataset);
    this.#ahead = new Ahead((step) => this.#make(step), { depth: DEPTH, end: steps });
  }

  /** @returns the examples of a step, and the milliseconds that they were waited for */
  step(step: number): Promise<{ value: RegionExample[]; waited: number }> {
    return this.#ahead.take(step);
  }

  async #make(step: number): Promise<RegionExample[]> {
    const examples: RegionExample[] = [];
    for (const [slot, image] of this.#order.batch(step).entries())
      examples.push(await this.#one(step, slot, image));
    return examples;
  }

  async #one(step: number, slot: number, image: number): Promise<RegionExample> {
    const { dataset, settings, preprocessing, proposals } = this.#options;
    const { root = '', images } = dataset;
    const path = join(root, images[image]!.file ?? images[image]!.id);
    const raster = await decodeImage(path);
    const photograph = { raster, truth: this.#truth[image]!, proposals: await proposals.of(path, raster) };
    const random = keyedStream(PURPOSE, settings.seed, step, slot);
    return regionExample(photograph, { settings, preprocessing, random });
  }
}
