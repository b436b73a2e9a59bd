/**
 * Local response normalisation, x / s^beta with s = k + alpha / size * (sum of squares over `size` channels).
 * ONNX Runtime's own operator takes powers one by one on one thread; the rewriting lets its convolutions and
 * vector operations do the work.
 */
import { RcnnError } from '../errors.js';
import type { LocalResponseNorm } from '../googlenet/layer.js';
import type { GraphParts } from './graph-parts.js';
import { attribute, floats, int64s, type Node } from './model-proto.js';

/**
 * `rewritten`: squares -> grouped 1 x 1 convolution -> square roots, s^0.75 = sqrt(s * sqrt(s)); exact for
 * beta = 0.75 only.
 * `operator`: the stock operator, which every runtime knows.
 */
export type LocalResponseNormForm = 'rewritten' | 'operator';

/** Adds the layer's nodes; the last one's output has the layer's name. @throws RcnnError `bad-option` for a rewritten beta other than 0.75 */
export function localResponseNormNodes(
  parts: GraphParts,
  layer: LocalResponseNorm,
  form: LocalResponseNormForm,
): void {
  const { name, input } = layer;
  const channels = parts.channels.get(input)!;
  const add = (opType: string, inputs: string[], output: string, attributes: Node['attribute'] = []) => {
    parts.nodes.push({ opType, name: output, input: inputs, output: [output], attribute: attributes });
    return output;
  };
  if (form === 'operator') {
    add('LRN', [input], name, [
      attribute.int('size', layer.size),
      attribute.float('alpha', layer.alpha),
      attribute.float('beta', layer.beta),
      attribute.float('bias', layer.k),
    ]);
    return;
  }
  if (layer.beta !== 0.75) {
    throw new RcnnError('bad-option', `Expected ${name} to have beta 0.75, but got ${layer.beta}.`);
  }
  const squares = add('Mul', [input, input], `${name}:squares`);
  const s = addSums(parts, layer, { squares, channels });
  const root = add('Sqrt', [s], `${name}:root`);
  const product = add('Mul', [s, root], `${name}:product`); // s^1.5
  const divisor = add('Sqrt', [product], `${name}:divisor`); // s^0.75
  add('Div', [input, divisor], name);
}

/**
 * Output channels of one group of the convolution. A single group would multiply by a C x C matrix that is
 * zero but for a band; groups of 16 with the neighbours that their windows reach take a tenth of that (192
 * channels). `npm run bench -- engines` gives what it comes to.
 */
const blockChannels = 16;

/** s as a 1 x 1 convolution in groups, each on its own copy of the channels that it reaches. */
function addSums(
  { nodes, initializers }: GraphParts,
  layer: LocalResponseNorm,
  { squares, channels }: { squares: string; channels: number },
): string {
  const { name, k } = layer;
  const block = channels % blockChannels === 0 ? blockChannels : channels;
  const { index, weight, reached } = overlappingBlocks(layer, { channels, block });
  const names = { index: `${name}:index`, weight: `${name}:weight`, bias: `${name}:k` };
  initializers.set(names.index, int64s(names.index, index));
  initializers.set(names.weight, floats(names.weight, [channels, reached, 1, 1], weight));
  initializers.set(names.bias, floats(names.bias, [channels], new Float32Array(channels).fill(k)));
  const neighbours = `${name}:neighbours`; // N x (C / block * reached) x H x W
  const s = `${name}:s`;
  nodes.push(
    {
      opType: 'Gather',
      name: neighbours,
      input: [squares, names.index],
      output: [neighbours],
      attribute: [attribute.int('axis', 1)],
    },
    {
      opType: 'Conv',
      name: s,
      input: [neighbours, names.weight, names.bias],
      output: [s],
      attribute: [attribute.ints('kernel_shape', [1, 1]), attribute.int('group', channels / block)],
    },
  );
  return s;
}

/**
 * For each block of channels, the channels from half a window before it to half a window after it, and the
 * weights alpha / size of each output's window among them. Beyond the first and last channel the index stands
 * on that channel and the weight is 0.
 */
function overlappingBlocks(
  { size, alpha }: LocalResponseNorm,
  { channels, block }: { channels: number; block: number },
): { index: number[]; weight: Float32Array; reached: number } {
  const reach = (size - 1) / 2;
  const reached = block + 2 * reach;
  const index: number[] = [];
  const weight = new Float32Array(channels * reached);
  for (let first = 0; first < channels; first += block) {
    for (let place = 0; place < reached; place++) {
      const channel = first - reach + place;
      index.push(Math.min(Math.max(channel, 0), channels - 1));
      if (channel !== index.at(-1)) continue;
      for (let output = first; output < first + block; output++) {
        if (Math.abs(channel - output) <= reach) weight[output * reached + place] = alpha / size;
      }
    }
  }
  return { index, weight, reached };
}
