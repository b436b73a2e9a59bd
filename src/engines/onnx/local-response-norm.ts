/**
 * Local response normalisation, x / s^beta with s = k + alpha / size * (sum of squares over `size` channels).
 * ONNX Runtime's own operator takes powers one by one on one thread; the rewriting lets its convolutions and
 * vector operations do the work.
 */
import { RcnnError } from '../../errors.js';
import type { LocalResponseNorm } from '../../googlenet/layer.js';
import type { GraphParts } from './graph.js';
import { attribute, floats, type Node } from './model-proto.js';

/**
 * `rewritten`: squares -> 1 x 1 convolution -> square roots; exact for beta = 0.75 only.
 * `operator`: the stock operator, which every runtime knows.
 * `none`: left out. Another network: it only tells benchmarks what the normalisation costs.
 */
export type LocalResponseNormForm = 'rewritten' | 'operator' | 'none';

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
  if (form === 'none') {
    add('Identity', [input], name);
    return;
  }
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
  const band = `${name}:band`;
  const k = `${name}:k`;
  parts.initializers.set(band, floats(band, [channels, channels, 1, 1], bandMatrix(layer, channels)));
  parts.initializers.set(k, floats(k, [channels], new Float32Array(channels).fill(layer.k)));
  const squares = add('Mul', [input, input], `${name}:squares`);
  const s = add('Conv', [squares, band, k], `${name}:s`, [attribute.ints('kernel_shape', [1, 1])]);
  const root = add('Sqrt', [s], `${name}:root`);
  const product = add('Mul', [s, root], `${name}:product`); // s^1.5
  const divisor = add('Sqrt', [product], `${name}:divisor`); // s^0.75
  add('Div', [input, divisor], name);
}

/** C x C: row c holds alpha / size at the channels that lie within half a window of c. */
function bandMatrix({ size, alpha }: LocalResponseNorm, channels: number): Float32Array {
  const band = new Float32Array(channels * channels);
  const reach = (size - 1) / 2;
  for (let row = 0; row < channels; row++) {
    const last = Math.min(channels - 1, row + reach);
    for (let column = Math.max(0, row - reach); column <= last; column++) {
      band[row * channels + column] = alpha / size;
    }
  }
  return band;
}
