/** Legend: N = batch, K = classes. */
import * as tf from '@tensorflow/tfjs-core';
import { onBackend } from '../../engines/tensorflow/library.js';
import { toWeights } from '../../engines/tensorflow/parameters.js';
import type { Network } from '../../googlenet/layer.js';
import type { Weights } from '../../weights/weights.js';
import { Ahead } from '../input/ahead.js';
import { assignAll } from '../network/assign.js';
import { PolyakAverage } from '../network/polyak-average.js';
import { Sgd } from '../network/sgd.js';
import { TrainableNetwork } from '../network/trainable-network.js';
import type { Schedule } from '../run/schedules.js';
import type { StepReport, TrainingTask } from '../run/training-task.js';
import type { ExampleSource, Examples } from './example-source.js';
import { type Classified, scoreBatch, sumOf } from './score-batch.js';
import { scheduleOf, type TrainingSettings } from './settings.js';

/** Keeps the masks' draws apart from others with the same seed (patches, order). */
const DROPOUT = 3;
/** About a thousand photographs at 32 a batch: more change the accuracy by less than its own error. */
const STATISTICS_BATCHES = 32;

export interface ClassifierTaskOptions {
  /** As `TrainableNetwork` takes it: all of GoogLeNet, or its last layers on features. */
  readonly network: Network;
  /** To begin with. */
  readonly weights: Weights;
  /** Says of a parameter's name that it stays as it is. */
  readonly frozen?: (name: string) => boolean;
  readonly source: ExampleSource;
  readonly settings: TrainingSettings;
  readonly publish: TrainingTask['publish'] extends (path: string, metrics: infer Metrics) => infer Done
    ? (path: string, trained: Weights, metrics: Metrics) => Done
    : never;
}

/** The training of a classifier on the native backend, which is loaded. Owns its source. */
export class ClassifierTask implements TrainingTask {
  readonly steps: number;
  readonly bestBy = 'top1';
  readonly stepsPerEpoch: number;
  readonly #options: ClassifierTaskOptions;
  readonly #schedule: Schedule;
  readonly #network: TrainableNetwork;
  readonly #sgd: Sgd;
  readonly #average: PolyakAverage | undefined;
  /** Of the weights that would be published. */
  #statistics: PolyakAverage | undefined;
  /** Taken in all. */
  #taken = 0;

  constructor(options: ClassifierTaskOptions) {
    const { network, weights, frozen, settings, source } = options;
    this.#options = options;
    this.stepsPerEpoch = source.stepsPerEpoch;
    this.steps = settings.epochs * source.stepsPerEpoch;
    this.#schedule = scheduleOf(settings);
    const { batchNorm } = settings.network;
    this.#network = native(
      () => new TrainableNetwork(network, weights, { batchNorm, ...(frozen && { frozen }) }),
    );
    const { trained } = this.#network;
    this.#sgd = native(() => new Sgd(trained, settings));
    const { averaging } = settings;
    this.#average = averaging ? native(() => new PolyakAverage(trained, averaging)) : undefined;
  }

  async step(step: number): Promise<StepReport> {
    const { value: examples, waited } = await this.#options.source.training(step);
    const rate = this.#schedule(step / this.stepsPerEpoch);
    const images = examples.labels.length;
    const { loss, mainLoss, correct } = native(() => this.#learn(examples, { step, rate }));
    this.#taken = step + 1;
    return { loss, mainLoss, accuracy: correct / images, rate, images, waited };
  }

  #learn({ data, shape, labels }: Examples, { step, rate }: { step: number; rate: number }) {
    const images = tf.tensor4d(data, [...shape]);
    const dropoutKey = [DROPOUT, this.#options.settings.seed, step];
    const { gradients, ...report } = this.#network.step({ images, labels }, { dropoutKey });
    // A step from a loss that is no number would spoil the weights that the caller may still want to look at.
    if (Number.isFinite(report.loss)) {
      this.#sgd.apply(gradients, rate);
      this.#average?.update();
    }
    tf.dispose([images, ...Object.values(gradients)]);
    return report;
  }

  async validate(): Promise<Classified> {
    await this.#settle();
    const scores = [];
    for await (const examples of this.#options.source.validation()) scores.push(this.#score(examples));
    return sumOf(scores);
  }

  /**
   * The statistics of the published weights over the batches learnt from last. Those of the steps themselves belong to
   * other weights: their average costs some points of accuracy, more while the weights move fast.
   */
  async #settle(): Promise<void> {
    const { statistics } = this.#network;
    if (statistics.size === 0) return;
    this.#statistics?.dispose();
    const mean = native(() => new PolyakAverage(statistics, { decay: 1 }));
    this.#statistics = mean;
    const first = Math.max(0, this.#taken - STATISTICS_BATCHES);
    const count = this.#taken - first;
    const batches = new Ahead((i) => this.#options.source.batch(first + i), { depth: 2, end: count });
    for (let i = 0; i < count; i++) {
      const { data, shape } = (await batches.take(i)).value;
      native(() =>
        tf.tidy(() => this.#network.observe(tf.tensor4d(data, [...shape]), this.#average?.variables)),
      );
      native(() => mean.update());
    }
  }

  /** In place of the network's own. */
  get #published(): ReadonlyMap<string, tf.Tensor> {
    return new Map([...(this.#average?.variables ?? []), ...(this.#statistics?.variables ?? [])]);
  }

  #score({ data, shape, labels }: Examples) {
    const { probabilities, classes } = native(() =>
      tf.tidy(() => {
        const predicted = this.#network.predict(tf.tensor4d(data, [...shape]), this.#published);
        return { probabilities: predicted.dataSync<'float32'>(), classes: predicted.shape[1] };
      }),
    );
    return scoreBatch(probabilities, labels, classes);
  }

  state(): Weights {
    return native(() => {
      const parts = {
        weights: toWeights(this.#network.trained),
        velocities: this.#sgd.state(),
        averages: this.#average?.toWeights() ?? new Map(),
      };
      return new Map(
        Object.entries(parts).flatMap(([part, arrays]) =>
          [...arrays].map(([name, array]) => [`${part}/${name}`, array] as const),
        ),
      );
    });
  }

  get averageUpdates(): number {
    return this.#average?.updates ?? 0;
  }

  restore(state: Weights, averageUpdates: number): void {
    const part = (prefix: string): Weights =>
      new Map(
        [...state].flatMap(([name, array]) =>
          name.startsWith(`${prefix}/`) ? [[name.slice(prefix.length + 1), array] as const] : [],
        ),
      );
    native(() => {
      assignAll(this.#network.trained, part('weights'), 'weights');
      this.#sgd.restore(part('velocities'));
      this.#average?.restore(part('averages'), averageUpdates);
    });
  }

  publish(path: string, metrics: Readonly<Record<string, number>>): Promise<void> {
    const trained = native(() => this.#network.toWeights(this.#published));
    return this.#options.publish(path, trained, metrics);
  }

  dispose(): void {
    native(() => {
      this.#statistics?.dispose();
      this.#average?.dispose();
      this.#sgd.dispose();
      this.#network.dispose();
    });
    this.#options.source[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function native<T>(work: () => T): T {
  return onBackend('tensorflow', work);
}
