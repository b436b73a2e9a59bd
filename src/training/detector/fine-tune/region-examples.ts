import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import { RcnnError } from '../../../errors.js';
import type { Preprocessing } from '../../../imaging/preprocessing.js';
import { decodeImage } from '../../../platform/node/decode.js';
import { keyedStream } from '../../../random/keyed-stream.js';
import { PURPOSE } from '../../../random/purposes.js';
import { EpochOrder } from '../../classifier/epoch-order.js';
import { Ahead } from '../../input/ahead.js';
import type { RegionExample } from '../../onnx/region-trainer.js';
import { truthByImage } from '../image-truth.js';
import type { ImageTruth } from '../label-regions.js';
import type { KeptProposals } from './kept-proposals.js';
import { regionExample } from './region-example.js';
import type { FineTuneSettings } from './settings.js';

/** Steps prepared beside the one that is computed: their decoding and search run on the other threads. */
const DEPTH = 2;

export interface RegionExamplesOptions {
  readonly dataset: Dataset;
  readonly settings: FineTuneSettings;
  readonly preprocessing: Preprocessing;
  readonly proposals: KeptProposals;
  /** SHA-256 of the model that training begins from. */
  readonly baseSha256: string;
}

/**
 * What each step learns from; a step's examples depend on the seed, the base, the data and its number alone. A photograph
 * without any region to learn from is left out.
 */
export class RegionExamples {
  readonly stepsPerEpoch: number;
  readonly #options: RegionExamplesOptions;
  readonly #seed: number;
  readonly #order: EpochOrder;
  readonly #truth: readonly ImageTruth[];
  readonly #ahead: Ahead<RegionExample[]>;

  constructor(options: RegionExamplesOptions) {
    const { dataset, settings, baseSha256 } = options;
    const { photographs: batch, steps } = settings;
    this.#options = options;
    this.#seed = seedOn(baseSha256, settings.seed);
    this.#order = new EpochOrder(dataset.images.length, { seed: this.#seed, batch });
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
    const batch = [...this.#order.batch(step)];
    for (const [slot, image] of batch.entries()) {
      const example = await this.#one(step, slot, image);
      if (example.labels.length > 0) examples.push(example);
    }
    if (examples.length > 0) return examples;
    const { dataset } = this.#options;
    const paths = batch.map((image) => photographPath(dataset, dataset.images[image]!));
    throw new RcnnError(
      'bad-dataset',
      `Expected regions to learn from, but step ${step + 1} found none: all proposals lie on difficult objects or crowds in ${paths.join(' and ')}.`,
    );
  }

  async #one(step: number, slot: number, image: number): Promise<RegionExample> {
    const { dataset, settings, preprocessing, proposals } = this.#options;
    const path = photographPath(dataset, dataset.images[image]!);
    const raster = await decodeImage(path);
    const photograph = { raster, truth: this.#truth[image]!, proposals: await proposals.of(path, raster) };
    const random = keyedStream(PURPOSE.regionExamples, this.#seed, step, slot);
    return regionExample(photograph, { settings, preprocessing, random });
  }
}

/**
 * Mixes the base into the seed: else a run that starts from the model of another, which ended within an epoch, would see the
 * same photographs again and never the others.
 */
function seedOn(baseSha256: string, seed: number): number {
  return Math.floor(
    2 ** 32 * keyedStream(PURPOSE.regionExamples, seed, Number.parseInt(baseSha256.slice(0, 8), 16))(),
  );
}
