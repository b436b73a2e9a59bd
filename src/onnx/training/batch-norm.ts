/**
 * Batch normalisation (arXiv 1502.03167) of a convolution's sums, as `BatchNorm` does it: every channel is brought to
 * mean 0 and variance 1 over the batch and all positions, then come the bias and the ReLU; no scale is learnt. A factor
 * and an offset per channel are a depthwise 1x1 convolution, which is as fast as the others in blocks of any size.
 * Legend: N x C x H x W = map, P = N * H * W positions.
 */
import { attribute } from '../model-proto.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import { reluGradient } from './relu.js';
import type { Step } from './step.js';

/** Added to the variance: `batch_norm_epsilon` of TensorFlow-Slim's Inception models. */
export const EPSILON = 1e-3;

export interface Normalised {
  readonly y: FeatureMap;
  /** The gradient of the sums, given that of y. */
  readonly gradientOfSums: (dy: string) => string;
}

/** Reads the input `<name>:bias`, outputs its gradient, and collects mean and variance (over P - 1) as statistics. */
export function batchNorm(
  step: Step,
  sums: FeatureMap,
  { name, relu }: { name: string; relu: boolean },
): Normalised {
  const { graph } = step;
  const C = channelsOf(sums);
  const ones = graph.floats(`ones:${C}`, [C, 1, 1, 1], new Float32Array(C).fill(1));
  const mean = channelMeans(step, sums); // C
  const centred = {
    ...sums,
    value: perChannel(step, sums, { factor: ones, offset: graph.op('Neg', [mean]) }),
  };
  const squares = graph.op('Mul', [centred.value, centred.value]);
  const variance = channelMeans(step, { ...sums, value: squares });
  const deviation = graph.op('Sqrt', [graph.op('Add', [variance, graph.number(EPSILON)])]);
  const scale = graph.op('Reciprocal', [deviation]);
  const offset = graph.input(`${name}:bias`);
  const value = perChannel(step, centred, { factor: asFilter(step, scale, C), offset, relu });
  const y = { ...sums, value, nonNegative: relu };
  step.statistics.push({ name, mean, variance: graph.op('Mul', [variance, unbiased(step, sums)]) });
  return {
    y,
    gradientOfSums: (dy) => {
      const dz = { ...y, value: relu ? reluGradient(step, dy, y) : dy };
      const m1 = channelMeans(step, dz);
      graph.output(`${name}:bias gradient`, graph.op('Mul', [m1, positionCount(step, sums)]));
      const m2 = channelMeans(step, { ...y, value: graph.op('Mul', [dz.value, centred.value]) });
      // scale * (dz - mean of dz - z * mean of dz * z), where z = scale * centred
      const cube = graph.op('Mul', [scale, graph.op('Mul', [scale, scale])]);
      const factor = asFilter(step, graph.op('Neg', [graph.op('Mul', [cube, m2])]), C);
      const shift = graph.op('Neg', [graph.op('Mul', [scale, m1])]);
      const correction = perChannel(step, centred, { factor, offset: shift });
      return perChannel(step, dz, { factor: asFilter(step, scale, C), add: correction });
    },
  };
}

/** The mean of every channel over batch and positions: C. */
function channelMeans({ graph, kernels }: Step, map: FeatureMap): string {
  const means = graph.reshape(kernels.globalAverage(map.value), graph.ints(-1, channelsOf(map))); // N x C
  return graph.op('ReduceMean', [means], [attribute.ints('axes', [0]), attribute.int('keepdims', 0)]);
}

function asFilter({ graph }: Step, values: string, channels: number): string {
  return graph.reshape(values, graph.ints(channels, 1, 1, 1));
}

function perChannel(
  { kernels }: Step,
  map: FeatureMap,
  options: { factor: string; offset?: string; add?: string; relu?: boolean },
): string {
  return kernels.convolve(map.value, {
    weight: options.factor,
    bias: options.offset,
    add: options.add,
    kernel: [1, 1],
    stride: 1,
    pads: [0, 0, 0, 0],
    group: channelsOf(map),
    activation: options.relu ? 'relu' : undefined,
  });
}

/** P as a float in the graph. */
function positionCount({ graph }: Step, { batch, height, width }: FeatureMap): string {
  return graph.toFloat(graph.size(batch * height * width));
}

/** P / (P - 1), which makes the batch's variance an unbiased estimate of the data's. */
function unbiased(step: Step, map: FeatureMap): string {
  const { graph } = step;
  const count = positionCount(step, map);
  return graph.op('Div', [count, graph.op('Sub', [count, graph.number(1)])]);
}
