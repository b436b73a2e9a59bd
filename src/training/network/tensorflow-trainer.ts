import * as tf from '@tensorflow/tfjs-core';
import { onBackend } from '../../engines/tensorflow/on-backend.js';
import { toWeights } from '../../engines/tensorflow/parameters.js';
import { PURPOSE } from '../../random/purposes.js';
import type { Weights } from '../../weights/weights.js';
import type {
  ClassifierTrainer,
  ClassifierTrainerOptions,
  Learnt,
} from '../classifier/classifier-trainer.js';
import type { Examples } from '../classifier/example-source.js';
import { assignAll } from './assign.js';
import { PolyakAverage } from './polyak-average.js';
import { Sgd } from './sgd.js';
import { TrainableNetwork } from './trainable-network.js';

/** A classifier's training on the native backend, which is loaded. */
export class TensorFlowTrainer implements ClassifierTrainer {
  readonly #seed: number;
  readonly #network: TrainableNetwork;
  readonly #sgd: Sgd;
  readonly #average: PolyakAverage | undefined;
  /** Of the weights that would be published. */
  #statistics: PolyakAverage | undefined;

  constructor({ network, weights, frozen, settings }: ClassifierTrainerOptions) {
    const { averaging } = settings;
    const { batchNorm } = settings.network;
    this.#seed = settings.seed;
    this.#network = native(
      () => new TrainableNetwork(network, weights, { batchNorm, ...(frozen && { frozen }) }),
    );
    const { trained } = this.#network;
    this.#sgd = native(() => new Sgd(trained, settings));
    this.#average = averaging ? native(() => new PolyakAverage(trained, averaging)) : undefined;
  }

  async learn(examples: Examples, { step, rate }: { step: number; rate: number }): Promise<Learnt> {
    return native(() => this.#learn(examples, { step, rate }));
  }

  #learn({ data, shape, labels }: Examples, { step, rate }: { step: number; rate: number }): Learnt {
    const images = tf.tensor4d(data, [...shape]);
    const dropoutKey = [PURPOSE.dropout, this.#seed, step];
    const { gradients, ...report } = this.#network.step({ images, labels }, { dropoutKey });
    // A step from a loss that is no number would spoil the weights that the caller may still want to look at.
    if (Number.isFinite(report.loss)) {
      this.#sgd.apply(gradients, rate);
      this.#average?.update();
    }
    tf.dispose([images, ...Object.values(gradients)]);
    return report;
  }

  get wantsStatistics(): boolean {
    return this.#network.statistics.size > 0;
  }

  async observe(batches: AsyncIterable<Examples>): Promise<void> {
    this.#statistics?.[Symbol.dispose]();
    const mean = native(() => new PolyakAverage(this.#network.statistics, { decay: 1 }));
    this.#statistics = mean;
    for await (const { data, shape } of batches) {
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

  async predict({ data, shape }: Examples): Promise<{ probabilities: Float32Array; classes: number }> {
    return native(() =>
      tf.tidy(() => {
        const predicted = this.#network.predict(tf.tensor4d(data, [...shape]), this.#published);
        return { probabilities: predicted.dataSync<'float32'>(), classes: predicted.shape[1] };
      }),
    );
  }

  async weights(): Promise<Weights> {
    return native(() => this.#network.toWeights(this.#published));
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

  [Symbol.dispose](): void {
    native(() => {
      this.#statistics?.[Symbol.dispose]();
      this.#average?.[Symbol.dispose]();
      this.#sgd[Symbol.dispose]();
      this.#network[Symbol.dispose]();
    });
  }
}

function native<T>(work: () => T): T {
  return onBackend('tensorflow', work);
}
