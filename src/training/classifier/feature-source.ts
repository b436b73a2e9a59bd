/** Legend: N = examples of a batch, V = views of a photograph. */

import type { MapShape } from '../../googlenet/shapes.js';
import { keyedStream } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';
import { type FeatureFileOptions, FeatureReader } from '../features/feature-file.js';
import { Ahead } from '../input/ahead.js';
import { EpochOrder } from './epoch-order.js';
import type { ExampleSource, Examples } from './example-source.js';
import type { TrainingSettings } from './settings.js';
import type { TrainingData } from './training-data.js';

const AHEAD = 3;
/** Features are small beside images: validation takes many at a time. */
const VALIDATION_BATCH = 128;

export interface FeatureSourceOptions {
  readonly settings: TrainingSettings;
  readonly file: FeatureFileOptions;
  /** Of one record. */
  readonly shape: MapShape;
  readonly views: number;
}

/** Features that were computed before: V records per training photograph, then one per validation photograph. */
export class FeatureSource implements ExampleSource {
  readonly #order: EpochOrder;
  readonly #data: TrainingData;
  readonly #reader: FeatureReader;
  readonly #options: FeatureSourceOptions;
  readonly #training: Ahead<Examples>;

  private constructor(data: TrainingData, reader: FeatureReader, options: FeatureSourceOptions) {
    this.#data = data;
    this.#reader = reader;
    this.#options = options;
    this.#order = new EpochOrder(data.train.images.length, options.settings);
    const end = options.settings.epochs * this.stepsPerEpoch;
    this.#training = new Ahead((step) => this.batch(step), { depth: AHEAD, end });
  }

  get stepsPerEpoch(): number {
    return this.#order.stepsPerEpoch;
  }

  static async open(data: TrainingData, options: FeatureSourceOptions): Promise<FeatureSource> {
    return new FeatureSource(data, await FeatureReader.open(options.file), options);
  }

  training(step: number): Promise<{ value: Examples; waited: number }> {
    return this.#training.take(step);
  }

  async batch(step: number): Promise<Examples> {
    const { settings, views } = this.#options;
    const { label } = this.#data.train;
    const epoch = this.#order.epochOf(step);
    const rows = this.#order.batch(step);
    const records = Array.from(rows, (row) => {
      const view = Math.floor(keyedStream(PURPOSE.featureViews, settings.seed, epoch, row)() * views);
      return row * views + view;
    });
    return this.#examples(
      await this.#reader.read(records),
      Int32Array.from(rows, (row) => label[row]!),
    );
  }

  async *validation(): AsyncIterable<Examples> {
    const { train, val } = this.#data;
    const first = train.images.length * this.#options.views;
    for (let start = 0; start < val.images.length; start += VALIDATION_BATCH) {
      const labels = val.label.slice(start, start + VALIDATION_BATCH);
      const records = Array.from(labels, (_, n) => first + start + n);
      yield this.#examples(await this.#reader.read(records), labels);
    }
  }

  [Symbol.dispose](): void {
    void this.#reader.close();
  }

  #examples(data: Float32Array, labels: Int32Array): Examples {
    const { height, width, channels } = this.#options.shape;
    return { data, labels, shape: [labels.length, height, width, channels] };
  }
}
