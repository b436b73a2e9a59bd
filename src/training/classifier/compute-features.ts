/** Legend: V = views of a photograph, N = records of a batch. */
import type { Engine } from '../../engines/engine.js';
import { throwIfAborted } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import type { MapShape } from '../../googlenet/shapes.js';
import type { Preprocessing } from '../../imaging/preprocessing.js';
import type { LongWork } from '../../progress.js';
import type { Weights } from '../../weights/weights.js';
import { type FeatureFileOptions, FeatureWriter } from '../features/feature-file.js';
import { Ahead } from '../input/ahead.js';
import { InputThreads, type InputThreadsOptions } from '../input/input-threads.js';
import type { BatchOrder } from '../input/patches-of.js';
import { filesOf, KEPT_OVER_SIDE } from './photograph-source.js';
import type { TrainingData } from './training-data.js';

export interface ComputeFeaturesOptions extends LongWork, InputThreadsOptions {
  readonly network: Network;
  readonly weights: Weights;
  readonly engine: Engine;
  readonly threads?: number;
  readonly file: FeatureFileOptions;
  readonly shape: MapShape;
  readonly preprocessing: Preprocessing;
  readonly side: number;
  /** Of the photograph's shorter side. */
  readonly share: number;
  /** Centre crops: 1 as it is, 2 mirrored as well. */
  readonly views: 1 | 2;
}

/** Batches of the network; larger ones are no faster per image. */
const BATCH = 32;
const AHEAD = 2;

/** Runs the lower layers over every view once. Stopped, it resumes where it was; whole, it does nothing. */
export async function computeFeatures(data: TrainingData, options: ComputeFeaturesOptions): Promise<void> {
  const { file, signal, onProgress } = options;
  const writer = await FeatureWriter.open(file);
  if (!writer) return;
  try {
    using maker = await FeatureMaker.create(data, { ...options, first: writer.written });
    while (writer.written < file.records) {
      throwIfAborted(signal);
      await writer.append(await maker.next());
      onProgress?.({ stage: 'features', done: writer.written, total: file.records });
    }
  } finally {
    await writer.close();
  }
}

class FeatureMaker implements Disposable {
  readonly #options: ComputeFeaturesOptions;
  readonly #trainImages: number;
  readonly #threads: InputThreads;
  readonly #executable: Awaited<ReturnType<Engine['compile']>>;
  readonly #inputs: Ahead<Float32Array>;
  #batch = 0;

  private constructor(
    data: TrainingData,
    options: ComputeFeaturesOptions & { first: number },
    executable: Awaited<ReturnType<Engine['compile']>>,
  ) {
    const { preprocessing, side, first, file } = options;
    this.#options = options;
    this.#trainImages = data.train.images.length;
    this.#executable = executable;
    const files = filesOf(data);
    this.#threads = new InputThreads({ files, preprocessing, keptSide: KEPT_OVER_SIDE * side }, options);
    const batches = Math.ceil((file.records - first) / BATCH);
    this.#inputs = new Ahead((batch) => this.#input(first + batch * BATCH), { depth: AHEAD, end: batches });
  }

  static async create(
    data: TrainingData,
    options: ComputeFeaturesOptions & { first: number },
  ): Promise<FeatureMaker> {
    const { engine, network, weights, threads } = options;
    const executable = await engine.compile(network, weights, { ...(threads !== undefined && { threads }) });
    return new FeatureMaker(data, options, executable);
  }

  /** @returns the next records, each H x W x C */
  async next(): Promise<Float32Array> {
    const { network, side, shape } = this.#options;
    const { value: data } = await this.#inputs.take(this.#batch++);
    const count = data.length / (3 * side * side);
    const results = await this.#executable.run({ [network.input]: { data, shape: [count, 3, side, side] } });
    return channelsLast(results[network.outputs[0]!]!.data, shape);
  }

  /** N x 3 x side x side, from a record on: photographs of one view follow each other in pairs of views. */
  #input(first: number): Promise<Float32Array> {
    const { views, side, share, file } = this.#options;
    const records = Array.from({ length: Math.min(BATCH, file.records - first) }, (_, n) => first + n);
    const training = this.#trainImages * views;
    const place = (record: number) =>
      record < training
        ? { image: Math.floor(record / views), mirror: record % views === 1 }
        : { image: this.#trainImages + record - training, mirror: false };
    const places = records.map(place);
    const order: BatchOrder = {
      kind: 'centre',
      images: Uint32Array.from(places, ({ image }) => image),
      mirrored: places.map(({ mirror }) => mirror),
      side,
      share,
      channelsFirst: true,
    };
    return this.#threads.batch(order);
  }

  [Symbol.dispose](): void {
    this.#threads[Symbol.dispose]();
    this.#executable[Symbol.dispose]();
  }
}

/** N x C x H x W to N x H x W x C. */
function channelsLast(values: Float32Array, { channels, height, width }: MapShape): Float32Array {
  const cells = height * width;
  if (cells === 1) return values;
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += channels * cells) {
    for (let c = 0; c < channels; c++) {
      const from = start + c * cells;
      for (let i = 0; i < cells; i++) result[start + i * channels + c] = values[from + i]!;
    }
  }
  return result;
}
