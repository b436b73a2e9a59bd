/**
 * Batch normalisation of a convolution's sums, as `BatchNorm` has it: every channel to mean 0 and variance 1 over the
 * batch and all places, then the bias and the ReLU; no scale is learnt. Per channel a factor and an offset are a
 * depthwise 1x1 convolution, which runs at the convolutions' speed in any blocks.
 * Legend: N x C x H x W = map, P = N * H * W.
 */
import { attribute } from '../model-proto.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import { reluGradient } from './relu.js';
import type { Step } from './step.js';

/** Added to the variance, as in Inception's public training. */
export const EPSILON = 1e-3;

export interface Normalised {
  readonly y: FeatureMap;
  /** From the gradient of y to that of the sums. */
  readonly slopeOfSums: (dy: string) => string;
}

/** Takes `<name>:bias`, gives out its gradient, and as statistics `<name>:mean` and `<name>:variance` (over P - 1). */
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
    slopeOfSums: (dy) => {
      const slope = { ...y, value: relu ? reluGradient(step, dy, y) : dy };
      const m1 = channelMeans(step, slope);
      graph.output(`${name}:bias gradient`, graph.op('Mul', [m1, placesOf(step, sums)]));
      const m2 = channelMeans(step, { ...y, value: graph.op('Mul', [slope.value, centred.value]) });
      // scale * (dy - mean of dy - z * mean of dy * z), where z = scale * centred
      const cube = graph.op('Mul', [scale, graph.op('Mul', [scale, scale])]);
      const factor = asFilter(step, graph.op('Neg', [graph.op('Mul', [cube, m2])]), C);
      const moved = graph.op('Neg', [graph.op('Mul', [scale, m1])]);
      const pull = perChannel(step, centred, { factor, offset: moved });
      return perChannel(step, slope, { factor: asFilter(step, scale, C), add: pull });
    },
  };
}

/** The mean of every channel over batch and places: C. */
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

/** P as a number of the graph. */
function placesOf({ graph }: Step, { batch, height, width }: FeatureMap): string {
  return graph.toFloat(graph.size(batch * height * width));
}

/** P / (P - 1), which makes the variance that of the data behind the batch. */
function unbiased(step: Step, map: FeatureMap): string {
  const { graph } = step;
  const places = placesOf(step, map);
  return graph.op('Div', [places, graph.op('Sub', [places, graph.number(1)])]);
}
