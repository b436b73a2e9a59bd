/** Legend: N = batch, C x H x W = an image, K = classes. */
import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../../engines/tensorflow/forward.js';
import type { AddBias } from '../../engines/tensorflow/layers.js';
import { toParameters, toWeights } from '../../engines/tensorflow/parameters.js';
import type { Network } from '../../googlenet/layer.js';
import { subnetwork } from '../../googlenet/subnetwork.js';
import { auxiliaryHeads } from '../../googlenet/table1.js';
import type { Weights } from '../../weights/weights.js';
import { BatchNorm } from './batch-norm.js';
import { biasRelu } from './bias-relu.js';
import { seededDropout } from './dropout.js';
import { maxPooling } from './max-pooling.js';
import { convolveSiblings, type Siblings, siblingsOf } from './sibling-convolutions.js';

export interface Batch {
  /** N x H x W x C: preprocessed images in the network's channel order, or features for a network of last layers. */
  readonly images: tf.Tensor4D;
  /** N class numbers. */
  readonly labels: Int32Array;
}

export interface StepResult {
  /** The main loss plus 0.3 of each auxiliary one [GoogLeNet 5], without weight decay. */
  readonly loss: number;
  /** Of the main classifier alone, mean over the batch. */
  readonly mainLoss: number;
  /** How many the main classifier put first that are right. */
  readonly correct: number;
  /** By the variables' names; the caller disposes of them. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>;
}

/**
 * A GoogLeNet with its parameters as variables on the current TensorFlow backend, from the same specification as
 * inference. The graph ends at the classifiers' scores: softmax is part of the loss, where it is stable.
 */
export class TrainableNetwork implements Disposable {
  /** Parameters by name, in TensorFlow's layout. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Those that have gradients; optimisers assign to them. */
  readonly trained: ReadonlyMap<string, tf.Variable>;
  readonly #network: Network;
  readonly #batchNorm: BatchNorm | undefined;
  readonly #addBias: AddBias;
  readonly #siblings: Siblings;
  readonly #dropoutPlaces: ReadonlyMap<string, number>;

  /**
   * @param network with softmax outputs: the main one first, then the auxiliary ones when there are any
   * @param options.frozen says of a parameter's name that it stays as it is; default: none does
   * @param options.batchNorm normalises the convolutions over the batch
   * @throws RcnnError `bad-weights` when an array is missing or has another shape
   */
  constructor(
    network: Network,
    weights: Weights,
    {
      frozen = () => false,
      batchNorm = false,
    }: { frozen?: (name: string) => boolean; batchNorm?: boolean } = {},
  ) {
    this.#network = subnetwork(network, {
      fromChannels: network.inputChannels,
      to: network.outputs.map((name) => scoresOf(network, name)),
    });
    this.#siblings = siblingsOf(this.#network);
    this.#dropoutPlaces = new Map(
      network.layers.flatMap(({ op, name }, place) => (op === 'dropout' ? [[name, place] as const] : [])),
    );
    const parameters = toParameters(network, weights);
    this.variables = new Map(
      // No name for tfjs: it keeps a register of names for the whole process, and two networks share theirs.
      [...parameters].map(([name, tensor]) => [name, tf.variable(tensor, true)]),
    );
    this.trained = new Map([...this.variables].filter(([name]) => !frozen(name)));
    this.#batchNorm = batchNorm ? new BatchNorm(this.#network) : undefined;
    this.#addBias = this.#batchNorm?.addBias ?? biasRelu;
    tf.dispose([...parameters.values()]);
  }

  /** Of the last batch that was learnt from or observed, where batches are normalised. */
  get statistics(): ReadonlyMap<string, tf.Variable> {
    return this.#batchNorm?.statistics ?? new Map();
  }

  /**
   * Loss and gradients of one batch.
   *
   * @param dropoutKey names the step, such as (seed, step): the same key drops the same values
   */
  step(batch: Batch, { dropoutKey }: { dropoutKey: readonly number[] }): StepResult {
    const report = { mainLoss: Number.NaN, correct: 0 };
    const loss = () => {
      const scores = this.#scores(batch.images, dropoutKey); // N x K, main first
      const losses = scores.map((each) => crossEntropy(each, batch.labels));
      tf.tidy(() => {
        report.mainLoss = losses[0]!.dataSync()[0]!;
        report.correct = countCorrect(scores[0]!, batch.labels);
      });
      return losses.reduce((sum, each) => tf.add(sum, tf.mul(each, auxiliaryHeads.lossWeight)));
    };
    const { value, gradients } = gradientsOf(loss, this.trained);
    const [total] = value.dataSync();
    value.dispose();
    return { loss: total!, ...report, gradients };
  }

  /**
   * The main classifier's class probabilities without dropout, N x K; the caller disposes of them.
   *
   * @param instead parameters to use in place of the network's own, such as averaged ones; with batch normalisation
   *   statistics of many batches too, without which those of the last one serve
   */
  predict(images: tf.Tensor4D, instead: ReadonlyMap<string, tf.Tensor> = new Map()): tf.Tensor2D {
    const main = this.#main();
    return tf.tidy(() => {
      const parameters = this.#plain(instead);
      const scores = forward(main, parameters, { [main.input]: images })[main.outputs[0]!]!;
      return tf.softmax(scores as tf.Tensor2D);
    });
  }

  /**
   * Takes the statistics of a batch, for batch normalisation, and learns nothing.
   *
   * @param instead as for `predict`
   */
  observe(images: tf.Tensor4D, instead: ReadonlyMap<string, tf.Tensor> = new Map()): void {
    const main = this.#main();
    const parameters = new Map<string, tf.Tensor>([...this.variables, ...instead]);
    tf.tidy(() => void forward(main, parameters, { [main.input]: images }, { addBias: this.#addBias }));
  }

  /** A copy of the parameters as weights files hold them; `instead` as for `predict`. */
  toWeights(instead: ReadonlyMap<string, tf.Tensor> = new Map()): Weights {
    let weights: Weights = new Map();
    tf.tidy(() => {
      const parameters = this.#plain(instead);
      weights = toWeights(new Map([...this.variables.keys()].map((name) => [name, parameters.get(name)!])));
    });
    return weights;
  }

  /** Without the auxiliary classifiers. */
  #main(): Network {
    return subnetwork(this.#network, { from: this.#network.input, to: [this.#network.outputs[0]!] });
  }

  /** The parameters of the network without batch normalisation. */
  #plain(instead: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> {
    const parameters = new Map<string, tf.Tensor>([...this.variables, ...this.statistics, ...instead]);
    return this.#batchNorm?.fold(parameters) ?? parameters;
  }

  [Symbol.dispose](): void {
    this.#batchNorm?.[Symbol.dispose]();
    tf.dispose([...this.variables.values()]);
  }

  #scores(images: tf.Tensor4D, dropoutKey: readonly number[]): tf.Tensor2D[] {
    const outputs = forward(
      this.#network,
      this.variables,
      { [this.#network.input]: images },
      {
        addBias: this.#addBias,
        convolve: convolveSiblings(this.#siblings, this.variables),
        maxPooling,
        dropout: seededDropout(dropoutKey, this.#dropoutPlaces),
        keepAll: true,
      },
    );
    return this.#network.outputs.map((name) => outputs[name] as tf.Tensor2D);
  }
}

/** What goes into a softmax output. */
function scoresOf({ layers }: Network, output: string): string {
  const layer = layers.find(({ name }) => name === output);
  return layer?.op === 'softmax' ? layer.input : output;
}

/** Mean over the batch of -log softmax(scores)[label]. */
export function crossEntropy(scores: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  return tf.tidy(() => {
    const wanted = tf.oneHot(tf.tensor1d(labels, 'int32'), scores.shape[1]);
    const logs = tf.sum(tf.mul(tf.logSoftmax(scores), tf.cast(wanted, 'float32')));
    return tf.div(logs, -labels.length) as tf.Scalar;
  });
}

function countCorrect(scores: tf.Tensor2D, labels: Int32Array): number {
  const best = tf.argMax(scores, 1).dataSync();
  return labels.reduce((sum, label, n) => sum + Number(best[n] === label), 0);
}

/** tfjs names the gradients by names of its own. */
function gradientsOf(
  loss: () => tf.Tensor,
  variables: ReadonlyMap<string, tf.Variable>,
): { value: tf.Tensor; gradients: Record<string, tf.Tensor> } {
  const { value, grads } = tf.variableGrads(loss as () => tf.Scalar, [...variables.values()]);
  const gradients = Object.fromEntries(
    [...variables].map(([name, variable]) => [name, grads[variable.name]!]),
  );
  return { value, gradients };
}
