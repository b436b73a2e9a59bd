/** The slow, obvious twin of graphs that train: outputs layer by layer, gradients as differences. */
import type { Tensor } from '../../src/engines/engine.js';
import type { Network } from '../../src/googlenet/layer.js';
import type { Weights } from '../../src/weights/weights.js';
import { runReference } from './reference-network.js';
import { dropMask, type GradientCase } from './training-graph.js';

/** Output of the twin; training's dropout takes the place of inference's, and batches are normalised where asked. */
export function outputOf(given: Omit<GradientCase, 'coefficients'>): Tensor {
  const { network, x, weights, regions: boxes, batchNorm } = given;
  const inputs = { data: x, ...(boxes && { regions: { data: boxes, shape: [boxes.length / 4, 4] } }) };
  if (batchNorm) return normalisedOutput(network, weights, inputs);
  const output = runReference(network, weights, inputs)[network.outputs[0]!]!;
  if (network.layers.at(-1)!.op !== 'dropout') return output;
  const mask = dropMask(output.data.length);
  return { ...output, data: output.data.map((value, i) => value * mask[i]!) };
}

/** Each convolution's plain sums by the twin, then mean 0 and variance 1 for every channel, bias and ReLU. */
function normalisedOutput(network: Network, weights: Weights, inputs: Record<string, Tensor>): Tensor {
  const values = { ...inputs };
  for (const layer of network.layers) {
    const { name } = layer;
    if (layer.op !== 'convolution') {
      values[name] = runReference({ ...network, layers: [layer] }, weights, values)[name]!;
      continue;
    }
    const bias = weights.get(`${name}/bias`)!.data;
    const plain = new Map([...weights, [`${name}/bias`, { shape: [bias.length], data: bias.map(() => 0) }]]);
    const sums = runReference({ ...network, layers: [{ ...layer, relu: false }] }, plain, values)[name]!;
    values[name] = { ...sums, data: normalise(sums, bias) };
  }
  return values[network.outputs[0]!]!;
}

function normalise({ data, shape }: Tensor, bias: Float32Array): Float32Array {
  const [, channels, height, width] = shape as [number, number, number, number];
  const channelAt = (i: number) => Math.floor(i / (height * width)) % channels;
  const moments = Array.from({ length: channels }, (_, channel) => {
    const own = [...data].filter((_, i) => channelAt(i) === channel);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    return { mean, variance: own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length };
  });
  return data.map((value, i) => {
    const { mean, variance } = moments[channelAt(i)]!;
    return Math.max(0, (value - mean) / Math.sqrt(variance + 1e-3) + bias[channelAt(i)]!);
  });
}

/** Central differences of sum(coefficients * output) with respect to every value of an array, which is put back. */
export function differences(given: GradientCase, array: Float32Array): Float32Array {
  // Normalised values lie on no grid: a ReLU among them is all the safer, the smaller the difference.
  const reach = given.batchNorm ? 1 / 1024 : 1 / 64;
  const loss = () => outputOf(given).data.reduce((sum, value, i) => sum + value * given.coefficients[i]!, 0);
  return array.map((value, i) => {
    array[i] = value + reach;
    const above = loss();
    array[i] = value - reach;
    const below = loss();
    array[i] = value;
    return (above - below) / (2 * reach);
  });
}
