import type { Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { keyedStream } from '../../random/keyed-stream.js';
import type { WeightArray, Weights } from '../../weights/weights.js';

/** Of convolutions and hidden linear layers: every unit begins with a gradient (bvlc_googlenet/train_val.prototxt). */
const HIDDEN_BIAS = 0.2;

/**
 * Fresh parameters as the public replication draws them: Caffe's Xavier filler, uniform in +-sqrt(3 / fan-in),
 * biases 0.2, those of the classifiers 0. A layer's draw depends on the seed and on its place in the network.
 */
export function initialWeights(network: Network, seed: number): Weights {
  const classifiers = new Set(
    network.layers.filter((layer) => layer.op === 'linear' && !layer.relu).map(({ name }) => `${name}/bias`),
  );
  return new Map(
    parametersOf(network).map(({ name, shape }, place): [string, WeightArray] => {
      const length = shape.reduce((product, side) => product * side, 1);
      if (shape.length === 1) {
        const bias = classifiers.has(name) ? 0 : HIDDEN_BIAS;
        return [name, { shape, data: new Float32Array(length).fill(bias) }];
      }
      const reach = Math.sqrt(3 / (length / shape[0]!));
      const random = keyedStream(seed, place);
      return [name, { shape, data: Float32Array.from({ length }, () => (2 * random() - 1) * reach) }];
    }),
  );
}
