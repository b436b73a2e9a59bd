/**
 * Local response normalisation y = x / s^0.75 with s = k + alpha / n * (sum of squares over n channels), and its
 * gradient dx = dy / s^0.75 - 1.5 * alpha / n * x * (sum over n channels of dy * y / s).
 * Legend: N x C x H x W = map, B = block.
 */
import { RcnnError } from '../../errors.js';
import type { LocalResponseNorm } from '../../googlenet/layer.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

/** @throws RcnnError `bad-option` for a beta other than 0.75 */
export function localResponseNorm(step: Step, layer: LocalResponseNorm, x: FeatureMap): FeatureMap {
  if (layer.beta !== 0.75) {
    throw new RcnnError(
      'bad-option',
      `Expected beta 0.75 in ${layer.name}, the value that can be trained, but got ${layer.beta}.`,
    );
  }
  const { graph } = step;
  const scale = layer.alpha / layer.size;
  const squares = graph.op('Mul', [x.value, x.value]);
  const s = channelSums(step, x, { value: squares, layer, scale, plus: layer.k });
  const root = graph.op('Sqrt', [s]);
  const divisor = graph.op('Mul', [root, graph.op('Sqrt', [root])]); // s^0.75
  const y = { ...x, value: graph.op('Div', [x.value, divisor]) };
  if (!step.tape.tracks(x)) return y;
  step.tape.record([y], (gradients) => {
    const dy = gradients.of(y)!;
    const share = graph.op('Div', [graph.op('Mul', [dy, y.value]), s]);
    const sums = channelSums(step, x, { value: share, layer, scale: -2 * layer.beta * scale });
    const own = graph.op('Div', [dy, divisor]);
    gradients.add(x, graph.op('Add', [own, graph.op('Mul', [x.value, sums])]));
  });
  return y;
}

/**
 * scale * (sum over the channel's window) + plus. The map, N x C / B x H * W x B, is read as an image of C / B rows
 * with B channels: a convolution over few rows, B to B channels, reaches exactly the window's channels.
 */
function channelSums(
  { graph, kernels }: Step,
  x: FeatureMap,
  { value, layer, scale, plus }: { value: string; layer: LocalResponseNorm; scale: number; plus?: number },
): string {
  const { block } = kernels;
  const rows = channelsOf(x) / block;
  const reach = (layer.size - 1) / 2;
  const pad = Math.ceil(reach / block); // rows of channels above and below that a window reaches
  const kernel = 2 * pad + 1;
  const weight = bandFilter({ block, reach, pad, scale });
  const image = graph.reshape(value, graph.size(x.batch, block, rows, x.height * x.width));
  const sums = kernels.convolve(image, {
    weight: graph.floats(`band:${block}:${layer.size}:${scale}`, [block, block, kernel, 1], weight),
    bias:
      plus === undefined
        ? undefined
        : graph.floats(`bias:${plus}:${block}`, [block], new Float32Array(block).fill(plus)),
    kernel: [kernel, 1],
    stride: 1,
    pads: [pad, 0, pad, 0],
  });
  return graph.reshape(sums, graph.size(x.batch, channelsOf(x), x.height, x.width));
}

/** kernel x B inputs x B outputs: `scale` where the channels lie within reach of each other. */
function bandFilter(options: { block: number; reach: number; pad: number; scale: number }): Float32Array {
  const { block, reach, pad, scale } = options;
  const weight = new Float32Array((2 * pad + 1) * block * block);
  let at = 0;
  for (let row = -pad; row <= pad; row++) {
    for (let input = 0; input < block; input++) {
      for (let output = 0; output < block; output++) {
        weight[at++] = Math.abs(output - input - block * row) <= reach ? scale : 0;
      }
    }
  }
  return weight;
}
