import * as tf from '@tensorflow/tfjs-core';
import type { Dropout } from '../../googlenet/layer.js';
import { keyedStream } from '../../random/keyed-stream.js';

/**
 * Drops values in training. The mask comes from the key and the layer's rate alone, so that a step that is taken
 * again after an interruption drops the same ones. What is kept grows by 1 / (1 - rate): inference changes nothing.
 *
 * @param key of the step, such as (seed, step)
 * @param places each dropout layer's number in the network: layers of one step drop different values
 */
export function seededDropout(
  key: readonly number[],
  places: ReadonlyMap<string, number>,
): (layer: Dropout, x: tf.Tensor) => tf.Tensor {
  return ({ name, rate }, x) => {
    const random = keyedStream(...key, places.get(name)!);
    const kept = 1 / (1 - rate);
    const mask = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : kept));
    return tf.mul(x, tf.tensor(mask, x.shape));
  };
}
