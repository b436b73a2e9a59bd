import * as tf from '@tensorflow/tfjs-core';
import { toWeights } from '../../engines/tensorflow/parameters.js';
import type { Weights } from '../../weights/weights.js';
import { assignAll } from './assign.js';

/**
 * Polyak averaging, which makes the paper's final model [GoogLeNet 6]: a running mean of the parameters over the
 * last steps. The paper does not say over how many; here the mean forgets exponentially, and begins as a plain
 * mean, so that the first, random parameters do not weigh on it.
 */
export class PolyakAverage implements Disposable {
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  readonly #averages: ReadonlyMap<string, tf.Variable>;
  readonly #decay: number;
  #updates: number;

  /** @param decay what is left of the mean after a step: 0.999 looks back over about a thousand */
  constructor(variables: ReadonlyMap<string, tf.Variable>, { decay }: { decay: number }) {
    this.#variables = variables;
    this.#decay = decay;
    this.#updates = 0;
    this.#averages = new Map(
      [...variables].map(
        ([name, variable]) => [name, tf.tidy(() => tf.variable(tf.clone(variable), false))] as const,
      ),
    );
  }

  /** Takes the present parameters into the mean. */
  update(): void {
    // After n updates the plain mean keeps n / (n + 1) of what it was.
    const kept = Math.min(this.#decay, this.#updates / (this.#updates + 1));
    this.#updates++;
    for (const [name, average] of this.#averages) {
      tf.tidy(() => {
        const part = tf.mul(tf.sub(this.#variables.get(name)!, average), 1 - kept);
        average.assign(tf.add(average, part));
      });
    }
  }

  /** The averaged parameters by name, in TensorFlow's layout; they stay this object's. */
  get variables(): ReadonlyMap<string, tf.Variable> {
    return this.#averages;
  }

  /** The averaged parameters as weights files hold them. */
  toWeights(): Weights {
    return toWeights(this.#averages);
  }

  /** How many updates the mean has seen, for a checkpoint beside `toWeights()`. */
  get updates(): number {
    return this.#updates;
  }

  /** @throws RcnnError `bad-weights` when the checkpoint is of another network */
  restore(averages: Weights, updates: number): void {
    assignAll(this.#averages, averages, 'average');
    this.#updates = updates;
  }

  [Symbol.dispose](): void {
    tf.dispose([...this.#averages.values()]);
  }
}
