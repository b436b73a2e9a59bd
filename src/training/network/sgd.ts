import * as tf from '@tensorflow/tfjs-core';
import { toWeights } from '../../engines/tensorflow/parameters.js';
import type { Weights } from '../../weights/weights.js';
import { assignAll } from './assign.js';

export interface SgdOptions {
  /** [GoogLeNet 6]. */
  readonly momentum?: number;
  /** Of the public replication; biases do not decay. */
  readonly weightDecay?: number;
  /** Biases learn at twice the rate there. */
  readonly biasRate?: number;
}

/**
 * Stochastic gradient descent as Caffe does it: velocity = momentum * velocity + rate * (gradient + decay * weight),
 * weight -= velocity. (PyTorch's multiplies by the rate outside, which differs when the rate changes.)
 */
export class Sgd implements Disposable {
  readonly #variables: ReadonlyMap<string, tf.Variable>;
  readonly #velocities: ReadonlyMap<string, tf.Variable>;
  readonly #options: Required<SgdOptions>;

  /** @param variables stay the caller's */
  constructor(
    variables: ReadonlyMap<string, tf.Variable>,
    { momentum = 0.9, weightDecay = 2e-4, biasRate = 2 }: SgdOptions = {},
  ) {
    this.#options = { momentum, weightDecay, biasRate };
    this.#variables = variables;
    this.#velocities = new Map(
      [...variables].map(([name, variable]) => [name, zerosLike(variable)] as const),
    );
  }

  /** Moves the variables that have a gradient; the others, frozen ones, stay. */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, rate: number): void {
    const { momentum, weightDecay, biasRate } = this.#options;
    for (const [name, gradient] of Object.entries(gradients)) {
      const variable = this.#variables.get(name)!;
      const velocity = this.#velocities.get(name)!;
      tf.tidy(() => {
        const isBias = name.endsWith('/bias');
        const pull = isBias ? gradient : tf.add(gradient, tf.mul(variable, weightDecay));
        const step = tf.mul(pull, isBias ? rate * biasRate : rate);
        velocity.assign(tf.add(tf.mul(velocity, momentum), step));
        variable.assign(tf.sub(variable, velocity));
      });
    }
  }

  /** The velocities, for a checkpoint. */
  state(): Weights {
    return toWeights(this.#velocities);
  }

  /** @throws RcnnError `bad-weights` when the checkpoint is of another network */
  restore(state: Weights): void {
    assignAll(this.#velocities, state, 'velocities');
  }

  [Symbol.dispose](): void {
    tf.dispose([...this.#velocities.values()]);
  }
}

function zerosLike(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}
