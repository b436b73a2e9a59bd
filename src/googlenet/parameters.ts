import type { Network } from './layer.js';

/** One trained array of a network: `inception_3a/3x3/weight`, 128 x 96 x 3 x 3. */
export interface ParameterSpec {
  readonly name: string;
  /** O x I x H x W for convolutions, O x I for linear layers, O for biases. */
  readonly shape: readonly number[];
}

/** All trained arrays in the order of computation. */
export function parametersOf(network: Network): ParameterSpec[] {
  return network.layers.flatMap((layer) => {
    if (layer.op === 'convolution') {
      const { name, outChannels, inChannels, kernel } = layer;
      return [
        { name: `${name}/weight`, shape: [outChannels, inChannels, kernel, kernel] },
        { name: `${name}/bias`, shape: [outChannels] },
      ];
    }
    if (layer.op === 'linear') {
      const { name, outFeatures, inFeatures } = layer;
      return [
        { name: `${name}/weight`, shape: [outFeatures, inFeatures] },
        { name: `${name}/bias`, shape: [outFeatures] },
      ];
    }
    return [];
  });
}
