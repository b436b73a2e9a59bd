/** Walks a network's layers over TensorFlow operations: for the engines and, with other options, for training. */
import * as tf from '@tensorflow/tfjs-core';
import { type Dropout, inputsOf, type Layer, type Network } from '../../googlenet/layer.js';
import {
  type AddBias,
  averagePool,
  type Convolve,
  convolution,
  linear,
  localResponseNorm,
  type MaxPooling,
  maxPool,
  resample,
} from './layers.js';
import type { Parameters } from './parameters.js';
import { roiAlign } from './roi-align.js';

export interface ForwardOptions {
  /** Default: the backend's own, fused with convolutions where it can. */
  readonly addBias?: AddBias;
  /** With `addBias`; default: tfjs's. */
  readonly convolve?: Convolve;
  /** Default: tfjs's. */
  readonly maxPooling?: MaxPooling;
  /** Default: values pass as they are. */
  readonly dropout?: (layer: Dropout, x: tf.Tensor) => tf.Tensor;
  /** Keeps every layer's value, as gradients need them; default: a value goes when its last reader is done. */
  readonly keepAll?: boolean;
}

type Values = Map<string, tf.Tensor>;

/**
 * The network's outputs by name: maps as N x H x W x C, features as N x K.
 *
 * @param inputs by name, maps as N x H x W x C, regions as R x 4; they stay the caller's
 */
export function forward(
  network: Network,
  parameters: Parameters,
  inputs: Readonly<Record<string, tf.Tensor>>,
  options: ForwardOptions = {},
): Record<string, tf.Tensor> {
  const values: Values = new Map(Object.entries(inputs));
  const keep = new Set([...network.outputs, ...Object.keys(inputs)]);
  const lastReaders = lastReadersOf(network);
  for (const layer of network.layers) {
    const run = () => runLayer(layer, values, parameters, options);
    values.set(layer.name, options.keepAll ? run() : tf.tidy(run));
    if (options.keepAll) continue;
    for (const name of inputsOf(layer)) {
      if (lastReaders.get(name) !== layer || keep.has(name)) continue;
      values.get(name)!.dispose();
      values.delete(name);
    }
  }
  return Object.fromEntries(network.outputs.map((name) => [name, values.get(name)!]));
}

function runLayer(layer: Layer, values: Values, parameters: Parameters, options: ForwardOptions): tf.Tensor {
  const { addBias, maxPooling, dropout } = options;
  const value = <T extends tf.Tensor = tf.Tensor4D>(name: string) => values.get(name)! as T;
  const trained = <T extends tf.Tensor>() => ({
    weight: parameters.get(`${layer.name}/weight`)! as T,
    bias: parameters.get(`${layer.name}/bias`)! as tf.Tensor1D,
  });
  switch (layer.op) {
    case 'convolution':
      return convolution(layer, value(layer.input), trained<tf.Tensor4D>(), options);
    case 'linear':
      return linear(layer, value<tf.Tensor>(layer.input), trained<tf.Tensor2D>(), addBias);
    case 'max-pool':
      return maxPool(layer, value(layer.input), maxPooling);
    case 'average-pool':
      return averagePool(layer, value(layer.input));
    case 'local-response-norm':
      return localResponseNorm(layer, value(layer.input));
    case 'concat':
      return tf.concat(
        layer.inputs.map((name) => value<tf.Tensor>(name)),
        -1,
      );
    case 'dropout':
      return dropout
        ? dropout(layer, value<tf.Tensor>(layer.input))
        : tf.clone(value<tf.Tensor>(layer.input));
    case 'softmax':
      return tf.softmax(value<tf.Tensor>(layer.input));
    case 'roi-align':
      return roiAlign(layer, value(layer.input), value<tf.Tensor2D>(layer.regions));
    case 'resample':
      return resample(value(layer.input), value<tf.Tensor2D>(layer.rows), value<tf.Tensor2D>(layer.columns));
  }
}

function lastReadersOf(network: Network): Map<string, Layer> {
  return new Map(network.layers.flatMap((layer) => inputsOf(layer).map((name) => [name, layer] as const)));
}
