import type { ClassificationSet } from '../../datasets/classification.js';
import { photographPath } from '../../datasets/photograph-path.js';
import type { Preprocessing } from '../../imaging/preprocessing.js';
import { Ahead } from '../input/ahead.js';
import { InputThreads, type InputThreadsOptions } from '../input/input-threads.js';
import { EpochOrder } from './epoch-order.js';
import type { ExampleSource, Examples } from './example-source.js';
import { sideAt, type TrainingSettings } from './settings.js';
import type { TrainingData } from './training-data.js';

/** Batches under way while one is computed with. */
const AHEAD = 3;
/** Photographs are kept at no more than this many times the patches' side: smaller patches of them stay sharp. */
export const KEPT_OVER_SIDE = 2;

export interface PhotographSourceOptions extends InputThreadsOptions {
  readonly settings: TrainingSettings;
  readonly preprocessing: Preprocessing;
}

/** Patches of photographs, made by threads ahead of the training. */
export class PhotographSource implements ExampleSource {
  readonly #data: TrainingData;
  readonly #options: PhotographSourceOptions;
  readonly #threads: InputThreads;
  readonly #training: Ahead<Examples>;
  readonly #order: EpochOrder;

  constructor(data: TrainingData, options: PhotographSourceOptions) {
    const { settings, preprocessing } = options;
    const { epochs, resolution, validation } = settings;
    this.#data = data;
    this.#options = options;
    this.#order = new EpochOrder(data.train.images.length, settings);
    const largest = Math.max(validation.side, ...resolution.map(({ side }) => side));
    const files = filesOf(data);
    this.#threads = new InputThreads({ files, preprocessing, keptSide: KEPT_OVER_SIDE * largest }, options);
    this.#training = new Ahead((step) => this.batch(step), {
      depth: AHEAD,
      end: epochs * this.stepsPerEpoch,
    });
  }

  get stepsPerEpoch(): number {
    return this.#order.stepsPerEpoch;
  }

  training(step: number): Promise<{ value: Examples; waited: number }> {
    return this.#training.take(step);
  }

  async batch(step: number): Promise<Examples> {
    const { settings } = this.#options;
    const { seed, patches } = settings;
    const epoch = this.#order.epochOf(step);
    const images = this.#order.batch(step);
    const side = sideAt(settings, epoch);
    const data = await this.#threads.batch({ kind: 'training', images, side, seed, epoch, ...patches });
    return { data, shape: [images.length, side, side, 3], labels: labelsOf(this.#data.train, images) };
  }

  async *validation(): AsyncIterable<Examples> {
    const { batch, validation } = this.#options.settings;
    const { train, val } = this.#data;
    const count = val.images.length;
    const batches = Math.ceil(count / batch);
    const make = async (number: number): Promise<Examples> => {
      const rows = range(number * batch, Math.min(count, (number + 1) * batch));
      const { side, share } = validation;
      // The threads' list has the training photographs first.
      const images = rows.map((row) => train.images.length + row);
      const data = await this.#threads.batch({ kind: 'centre', images, side, share });
      return { data, shape: [rows.length, side, side, 3], labels: labelsOf(val, rows) };
    };
    const ahead = new Ahead(make, { depth: AHEAD, end: batches });
    for (let number = 0; number < batches; number++) yield (await ahead.take(number)).value;
  }

  [Symbol.dispose](): void {
    this.#threads[Symbol.dispose]();
  }
}

/** The photographs' paths: those of `train`, then those of `val`. */
export function filesOf({ train, val }: TrainingData): string[] {
  return [train, val].flatMap((set) => set.images.map((image) => photographPath(set, image)));
}

function labelsOf({ label }: ClassificationSet, rows: Uint32Array): Int32Array {
  return Int32Array.from(rows, (row) => label[row]!);
}

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, i) => from + i);
}
