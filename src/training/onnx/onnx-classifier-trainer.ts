/** Legend: N = batch, H x W x C = one example, K = classes. */

import { availableParallelism } from 'node:os';
import type { Executable } from '../../engines/engine.js';
import { onnxEngine } from '../../engines/onnx/engine.js';
import { loadRuntime } from '../../engines/onnx/runtime.js';
import type { Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { subnetwork } from '../../googlenet/subnetwork.js';
import { auxiliaryHeads } from '../../googlenet/table1.js';
import { PURPOSE } from '../../random/purposes.js';
import type { Weights } from '../../weights/weights.js';
import type {
  ClassifierTrainer,
  ClassifierTrainerOptions,
  Learnt,
  UpdateSettings,
} from '../classifier/classifier-trainer.js';
import type { Examples } from '../classifier/example-source.js';
import { blockSize } from './block-size.js';
import {
  type BatchPart,
  type BatchStatistics,
  type ClassifierModelOptions,
  classifierLayouts,
  type OutputScores,
} from './classifier-model.js';
import { foldBatchNorm, meanOf } from './fold-batch-norm.js';
import type { Part } from './step-model.js';
import { StepThreads } from './step-threads.js';

/** Images per graph run: with fewer the upper, small maps cost more per image; more do not fit the cache. */
const PART = 8;
const prefixes = { weights: 'weights/', velocities: 'velocities/', averages: 'averages/' };

/** Trains a classifier on ONNX Runtime. */
export class OnnxClassifierTrainer implements ClassifierTrainer {
  readonly #network: Network;
  readonly #settings: UpdateSettings;
  readonly #intraOpThreads: number;
  readonly #threads: StepThreads<BatchPart, OutputScores, Examples, BatchStatistics>;
  #statistics: BatchStatistics = new Map();
  /** The published weights, compiled; undefined after they change. */
  #published: Promise<Executable> | undefined;

  private constructor(options: ClassifierTrainerOptions, model: ClassifierModelOptions) {
    const { network, weights, settings, threads = availableParallelism() } = options;
    // Batch normalisation needs the whole batch in one graph, so all threads work inside its operators.
    const { batchNorm } = settings.network;
    this.#network = network;
    this.#settings = settings;
    this.#intraOpThreads = threads;
    this.#threads = new StepThreads({
      model: { classifier: model },
      layouts: classifierLayouts(model),
      weights,
      threads: batchNorm ? 1 : threads,
      intraOpThreads: batchNorm ? threads : 1,
    });
  }

  /**
   * @throws RcnnError `bad-weights` when an array is missing or has another shape, `bad-option` for a network that
   *   cannot be trained, `engine-unavailable` without ONNX Runtime
   */
  static async create(options: ClassifierTrainerOptions): Promise<OnnxClassifierTrainer> {
    const { network, settings, size, frozen = () => false } = options;
    const weights = parametersOf(network).filter(({ name }) => name.endsWith('/weight'));
    const trainable = weights.flatMap(({ name }) => (frozen(name) ? [] : [name.slice(0, -'/weight'.length)]));
    const block = await blockSize(await loadRuntime());
    const step = { network, trainable, batchNorm: settings.network.batchNorm, block };
    return new OnnxClassifierTrainer(options, { step, ...size });
  }

  async learn(examples: Examples, { step, rate }: { step: number; rate: number }): Promise<Learnt> {
    const { seed, momentum, weightDecay, biasRate, averaging } = this.#settings;
    const images = examples.labels.length;
    const { losses } = await this.#threads.gradients(this.#parts(examples, [PURPOSE.dropout, seed, step]));
    const learnt = summary(losses, images);
    if (!Number.isFinite(learnt.loss)) return learnt;
    await this.#threads.update({
      momentum,
      scale: 1,
      averageDecay: averaging?.decay ?? 0,
      of: ({ kind }) =>
        kind === 'bias' ? { rate: rate * biasRate, decay: 0 } : { rate, decay: weightDecay },
    });
    this.#changed();
    return learnt;
  }

  #parts({ data, shape, labels }: Examples, dropoutKey: readonly number[]): Part<BatchPart>[] {
    const images = labels.length;
    const size = this.#settings.network.batchNorm ? images : PART;
    const each = data.length / images;
    return Array.from({ length: Math.ceil(images / size) }, (_, i) => {
      const [first, end] = [i * size, Math.min(images, (i + 1) * size)];
      const example: BatchPart = {
        first,
        data: data.slice(first * each, end * each),
        shape: [end - first, shape[1], shape[2], shape[3]],
        labels: labels.slice(first, end),
      };
      return { example, share: 1 / images, dropoutKey };
    });
  }

  get wantsStatistics(): boolean {
    return this.#settings.network.batchNorm;
  }

  async observe(batches: AsyncIterable<Examples>): Promise<void> {
    const all: BatchStatistics[] = [];
    for await (const batch of batches)
      all.push(await this.#threads.forward(batch, { averaged: this.#averages }));
    this.#statistics = meanOf(all);
    this.#changed();
  }

  get #averages(): boolean {
    return this.#settings.averaging !== null;
  }

  async predict({ data, shape }: Examples): Promise<{ probabilities: Float32Array; classes: number }> {
    const { input, outputs } = this.#network;
    const tensor = { data: planesOf(data, shape), shape: [shape[0], shape[3], shape[1], shape[2]] };
    const results = await (await this.#executable()).run({ [input]: tensor });
    const probabilities = results[outputs[0]!]!;
    return { probabilities: probabilities.data, classes: probabilities.shape[1]! };
  }

  #executable(): Promise<Executable> {
    if (this.#published) return this.#published;
    const compiled = this.#compile();
    this.#published = compiled;
    compiled.catch(() => {
      // The next prediction tries again.
      if (this.#published === compiled) this.#published = undefined;
    });
    return compiled;
  }

  async #compile(): Promise<Executable> {
    const main = subnetwork(this.#network, {
      fromChannels: this.#network.inputChannels,
      to: [this.#network.outputs[0]!],
    });
    return (await onnxEngine()).compile(main, await this.weights(), { threads: this.#intraOpThreads });
  }

  #changed(): void {
    void this.#published?.then(
      (executable) => executable[Symbol.dispose](),
      () => {}, // `predict` has thrown it
    );
    this.#published = undefined;
  }

  async weights(): Promise<Weights> {
    return foldBatchNorm(this.#threads.weights({ averaged: this.#averages }), this.#statistics);
  }

  state(): Weights {
    const state = this.#threads.state(prefixes);
    return this.#averages
      ? state
      : new Map([...state].filter(([name]) => !name.startsWith(prefixes.averages)));
  }

  get averageUpdates(): number {
    return this.#averages ? this.#threads.averageUpdates : 0;
  }

  restore(state: Weights, averageUpdates: number): void {
    const averages = this.#averages ? prefixes.averages : prefixes.weights;
    this.#threads.restore(state, averageUpdates, { ...prefixes, averages });
    this.#changed();
  }

  [Symbol.dispose](): void {
    this.#changed();
    this.#threads[Symbol.dispose]();
  }
}

function summary(losses: readonly OutputScores[], images: number): Learnt {
  const means = losses[0]!.map((_, output) => {
    return losses.reduce((sum, part) => sum + part[output]!.loss, 0) / images;
  });
  const [mainLoss, ...auxiliary] = means as [number, ...number[]];
  return {
    mainLoss,
    loss: auxiliary.reduce((sum, loss) => sum + auxiliaryHeads.lossWeight * loss, mainLoss),
    correct: losses.reduce((sum, part) => sum + part[0]!.correct, 0),
  };
}

/** N x H x W x C to N x C x H x W. */
function planesOf(data: Float32Array, [batch, height, width, channels]: Examples['shape']): Float32Array {
  const cells = height * width;
  const planes = new Float32Array(data.length);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let cell = 0; cell < cells; cell++) {
      for (let c = 0; c < channels; c++) planes[(n * channels + c) * cells + cell] = data[at++]!;
    }
  }
  return planes;
}
