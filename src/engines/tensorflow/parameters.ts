import * as tf from '@tensorflow/tfjs-core';
import { RcnnError } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import type { WeightArray, Weights } from '../../weights/weights.js';

/** A network's trained arrays by name, in TensorFlow's layout: H x W x I x O, I x O, O. */
export type Parameters = ReadonlyMap<string, tf.Tensor>;

/**
 * Puts weights on the current backend; arrays that the network does not use are left out. The caller disposes of
 * the tensors.
 *
 * @throws RcnnError `bad-weights` when an array is missing or has another shape
 */
export function toParameters(network: Network, weights: Weights): Map<string, tf.Tensor> {
  const specs = parametersOf(network);
  const tensors = tf.tidy(() =>
    specs.map(({ name, shape }) => {
      const array = weights.get(name);
      if (!array || array.shape.join() !== shape.join()) {
        const got = array ? `[${array.shape.join(', ')}]` : 'none';
        throw new RcnnError('bad-weights', `Expected ${name} as [${shape.join(', ')}], but got ${got}.`);
      }
      return toTensorFlow(array);
    }),
  );
  return new Map(specs.map(({ name }, i) => [name, tensors[i]!]));
}

/** One array from the layout of weights files (`ParameterSpec`) to TensorFlow's. */
export function toTensorFlow({ data, shape }: WeightArray): tf.Tensor {
  // A copy, since the backend writes its tensors lazily and the caller may change its array before.
  const tensor = tf.tensor(data.slice(), [...shape]);
  if (shape.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
  return shape.length === 2 ? tf.transpose(tensor) : tensor;
}

/** The way back. */
function fromTensorFlow(tensor: tf.Tensor): WeightArray {
  return tf.tidy(() => {
    const { rank } = tensor;
    const stored =
      rank === 4 ? tf.transpose(tensor, [3, 2, 0, 1]) : rank === 2 ? tf.transpose(tensor) : tensor;
    return { data: Float32Array.from(stored.dataSync<'float32'>()), shape: stored.shape };
  });
}

/** All parameters in the layout of weights files. */
export function toWeights(parameters: Parameters): Weights {
  return new Map([...parameters].map(([name, tensor]) => [name, fromTensorFlow(tensor)]));
}
