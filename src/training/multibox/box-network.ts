/** Legend: N = batch, P = priors, C = channels. Gradients of MultiBox's loss on the current TensorFlow backend. */
import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../../engines/tensorflow/forward.js';
import { toParameters, toWeights } from '../../engines/tensorflow/parameters.js';
import type { Network } from '../../googlenet/layer.js';
import type { Weights } from '../../weights/weights.js';
import { biasRelu } from '../network/bias-relu.js';

export interface BoxBatch {
  /** N x cells x cells x C. */
  readonly features: {
    readonly data: Float32Array;
    readonly shape: readonly [number, number, number, number];
  };
  /** N x P: 1 where a prior answers for an object. */
  readonly matched: Float32Array;
  /** N x P x 4, read where matched. */
  readonly residuals: Float32Array;
  /** N x P: how much a prior counts, 0 or more. */
  readonly weights: Float32Array;
}

/** The share of the location loss (arXiv 1312.2249, section 3.1: alpha 0.3). */
const ALPHA = 0.3;

interface OutputNames {
  readonly residuals: string;
  readonly confidences: string;
}

export interface BoxLosses {
  readonly location: number;
  readonly confidence: number;
}

export class BoxNetwork implements Disposable {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly #network: Network;
  readonly #outputs: readonly OutputNames[];

  /** @param outputs names, grid after grid, in the order of the priors */
  constructor(network: Network, weights: Weights, outputs: readonly OutputNames[]) {
    this.#network = network;
    this.#outputs = outputs;
    const parameters = toParameters(network, weights);
    this.variables = new Map([...parameters].map(([name, tensor]) => [name, tf.variable(tensor, true)]));
    tf.dispose([...parameters.values()]);
  }

  /**
   * F = alpha / 2 * sum of squares over matched + sum of -log c over matched + sum of -log(1 - c) over the others
   * (ibid., equations 1 to 3), each by its weight, over the weight of the batch's matched. The caller disposes of
   * the gradients.
   */
  step({ features, matched, residuals, weights }: BoxBatch): {
    losses: BoxLosses;
    gradients: Record<string, tf.Tensor>;
  } {
    const [n] = features.shape;
    const priors = matched.length / n;
    const losses = { location: Number.NaN, confidence: Number.NaN };
    // Without any object in the batch, as if there were one.
    const total = matched.reduce((sum, one, i) => sum + one * weights[i]!, 0) || 1;
    const names = [...this.variables.keys()];
    const { value, grads } = tf.variableGrads(() => {
      const x = tf.tensor4d(features.data, [...features.shape]);
      const wanted = tf.tensor2d(matched, [n, priors]);
      const weight = tf.tensor2d(weights, [n, priors]);
      const target = tf.tensor3d(residuals, [n, priors, 4]);
      const found = this.#forward(x, n);
      const squares = tf.sum(tf.square(tf.sub(found.residuals, target)), 2);
      const located = tf.sum(tf.mul(squares, tf.mul(wanted, weight)));
      const location = tf.div(tf.mul(located, ALPHA / 2), total);
      // -log of the logistic and of its rest: softplus(c) - c and softplus(c).
      const each = tf.sub(tf.softplus(found.confidences), tf.mul(found.confidences, wanted));
      const confidence = tf.div(tf.sum(tf.mul(each, weight)), total);
      losses.location = location.dataSync()[0]!;
      losses.confidence = confidence.dataSync()[0]!;
      return tf.add(location, confidence) as tf.Scalar;
    }, [...this.variables.values()]);
    value.dispose();
    const gradients = Object.fromEntries(names.map((name) => [name, grads[this.variables.get(name)!.name]!]));
    return { losses, gradients };
  }

  /** A copy of the parameters as weights files hold them. */
  toWeights(): Weights {
    return toWeights(this.variables);
  }

  /** N x P x 4 and N x P. */
  #forward(x: tf.Tensor4D, n: number): { residuals: tf.Tensor3D; confidences: tf.Tensor2D } {
    const outputs = forward(
      this.#network,
      this.variables,
      { [this.#network.input]: x },
      { addBias: biasRelu, keepAll: true },
    );
    const residuals = this.#outputs.map((names) => tf.reshape(outputs[names.residuals]!, [n, -1, 4]));
    const confidences = this.#outputs.map((names) => tf.reshape(outputs[names.confidences]!, [n, -1]));
    return {
      residuals: tf.concat(residuals, 1) as tf.Tensor3D,
      confidences: tf.concat(confidences, 1) as tf.Tensor2D,
    };
  }

  [Symbol.dispose](): void {
    tf.dispose([...this.variables.values()]);
  }
}
