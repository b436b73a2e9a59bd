/** Legend: N x H x W x C = a map, I / O = channels in / out. */
import * as tf from '@tensorflow/tfjs-core';
import type { Convolve } from '../engines/tensorflow/layers.js';
import type { Parameters } from '../engines/tensorflow/parameters.js';
import type { Convolution, Network } from '../googlenet/layer.js';

/**
 * The 1x1 convolutions of an inception module that read the same map, computed as one: the map is read once instead
 * of three times, and in the other direction one gradient is written where three would have to be added. Made anew
 * for each pass: it holds products between the layers that share them.
 */
export function siblingConvolutions(network: Network, parameters: Parameters): Convolve {
  const siblings = siblingsOf(network);
  const products = new Map<string, tf.Tensor4D>();
  return (x, weight, layer) => {
    const group = siblings.get(layer.name);
    if (!group) return tf.conv2d(x, weight, layer.stride, layer.padding);
    if (!products.has(layer.name)) {
      const weights = group.map(({ name }) => parameters.get(`${name}/weight`) as tf.Tensor4D);
      const all = tf.conv2d(x, tf.concat(weights, 3) as tf.Tensor4D, 1, 'valid');
      const parts = tf.split(
        all,
        group.map(({ outChannels }) => outChannels),
        3,
      );
      for (const [i, { name }] of group.entries()) products.set(name, parts[i] as tf.Tensor4D);
    }
    return products.get(layer.name)!;
  };
}

/** By each member's name, the groups of more than one. */
function siblingsOf({ layers }: Network): Map<string, readonly Convolution[]> {
  const pointwise = layers.filter(
    (layer): layer is Convolution => layer.op === 'convolution' && isPointwise(layer),
  );
  const inputs = [...new Set(pointwise.map(({ input }) => input))];
  const groups = inputs.map((shared) => pointwise.filter(({ input }) => input === shared));
  return new Map(
    groups
      .filter(({ length }) => length > 1)
      .flatMap((group) => group.map(({ name }) => [name, group] as const)),
  );
}

function isPointwise({ kernel, stride, pad }: Convolution): boolean {
  return kernel === 1 && stride === 1 && pad === 0;
}
