/**
 * Convolution with bias and ReLU, and its gradients. 1x1 convolutions on one input run as one.
 * Legend: N = batch, I and O = channels in memory, H x W = map, P = N * H * W positions of the output, k = side of
 * the filter.
 */
import type { Convolution } from '../../googlenet/layer.js';
import { convolvedSide, keepsSize } from '../../googlenet/shapes.js';
import { batchNorm } from './batch-norm.js';
import { channelsOf, type FeatureMap, segmentOf } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import { reluGradient } from './relu.js';
import type { Step } from './step.js';
import { weightGradient } from './weight-gradient.js';

/** @returns one map per layer */
export function convolution(
  step: Step,
  layers: readonly Convolution[],
  x: FeatureMap,
  trainable: boolean,
): FeatureMap[] {
  const [layer] = layers as readonly [Convolution];
  const spec = filterOf(step, layers, x, trainable);
  const { y, gradientOfProducts } = step.batchNorm
    ? normalised(step, spec, layer, x)
    : plain(step, spec, layer, x);
  const outputs = step.split(y);
  if (!trainable && !spec.backward) return outputs;
  step.tape.record(outputs, (gradients) => {
    const parts = outputs.map((output) => gradients.of(output)!);
    const joined = parts.length === 1 ? parts[0]! : step.graph.concat(parts, 1);
    const dy = { ...y, value: gradientOfProducts(joined) };
    if (trainable) weightGradient(step, spec, { x, dy, stride: layer.stride, pad: layer.pad });
    if (!spec.backward) return;
    const spread = spreadOut(step, layer, { dy, x });
    const weight = step.graph.input(`${spec.name}:backward`);
    gradients.merge(x, (sum) => step.kernels.convolve(spread, { ...sameWindow(layer), weight, add: sum })); // N x I x H x W
  });
  return outputs;
}

/** A layer's output, and the gradient of its sums of products, given that of the output. */
interface Finished {
  readonly y: FeatureMap;
  readonly gradientOfProducts: (dy: string) => string;
}

/** Bias and ReLU fused into the convolution. */
function plain(step: Step, spec: FilterSpec, layer: Convolution, x: FeatureMap): Finished {
  const { graph, kernels } = step;
  const value = kernels.convolve(x.value, {
    ...windowOf(layer),
    weight: graph.input(`${spec.name}:forward`),
    bias: graph.input(`${spec.name}:bias`),
    activation: layer.relu ? 'relu' : undefined,
  });
  const y = outputMap(spec, layer, x, { value, nonNegative: layer.relu }); // N x O x H x W
  return {
    y,
    gradientOfProducts: (dy) => {
      const gradient = layer.relu ? reluGradient(step, dy, y) : dy;
      if (spec.trainable) {
        const sums = step.sumOf(step.rowsOf({ ...y, value: gradient }), 1);
        graph.output(`${spec.name}:bias gradient`, sums); // O
      }
      return gradient;
    },
  };
}

function normalised(step: Step, spec: FilterSpec, layer: Convolution, x: FeatureMap): Finished {
  const { graph, kernels } = step;
  const weight = graph.input(`${spec.name}:forward`);
  const products = kernels.convolve(x.value, { ...windowOf(layer), weight });
  const sums = outputMap(spec, layer, x, { value: products, nonNegative: false });
  const { y, gradientOfSums } = batchNorm(step, sums, { name: spec.name, relu: layer.relu });
  return { y, gradientOfProducts: gradientOfSums };
}

function outputMap(
  spec: FilterSpec,
  layer: Convolution,
  x: FeatureMap,
  { value, nonNegative }: { value: string; nonNegative: boolean },
): FeatureMap {
  return {
    value,
    batch: x.batch,
    segments: spec.outputs,
    height: convolvedSide(x.height, layer),
    width: convolvedSide(x.width, layer),
    nonNegative,
  };
}

function windowOf({ kernel, stride, pad }: Pick<Convolution, 'kernel' | 'stride' | 'pad'>) {
  return { kernel: [kernel, kernel], stride, pads: [pad, pad, pad, pad] } as const;
}

function filterOf(step: Step, layers: readonly Convolution[], x: FeatureMap, trainable: boolean): FilterSpec {
  const { block } = step.kernels;
  const spec = {
    name: layers[0]!.name,
    parts: layers.map(({ name, inChannels, outChannels }) => ({ name, inChannels, outChannels })),
    kernel: layers[0]!.kernel,
    inputs: x.segments,
    outputs: layers.map(({ outChannels }) => segmentOf(outChannels, block)),
    block,
    inputBlock: x.planar ? 1 : block,
    trainable,
    backward: step.tape.tracks(x),
  };
  step.filters.push(spec);
  return spec;
}

/** The window that keeps the size of a map. */
function sameWindow({ kernel }: Convolution) {
  return windowOf({ kernel, stride: 1, pad: (kernel - 1) / 2 });
}

/**
 * A convolution that skips positions, or leaves out the border, is one that keeps the size of its map and then
 * selects some positions: the gradients of the others are 0.
 *
 * @returns the gradient at every position of the input, N x O x H x W of x
 */
function spreadOut(step: Step, layer: Convolution, { dy, x }: { dy: FeatureMap; x: FeatureMap }): string {
  if (keepsSize(layer)) return dy.value;
  const { graph, kernels } = step;
  const { kernel, stride, pad } = layer;
  const [N, C, H, W] = [dy.batch, channelsOf(dy), dy.height, dy.width];
  const cells = graph.reshape(kernels.toPlanes(dy), graph.size(N, C, H, 1, W, 1));
  const gap = stride - 1;
  const apart = graph.op('Pad', [cells, graph.ints(0, 0, 0, 0, 0, 0, 0, 0, 0, gap, 0, gap)]);
  const planes = graph.reshape(apart, graph.size(N, C, stride * H, stride * W));
  const first = (kernel - 1) / 2 - pad;
  const [below, right] = [x.height - first - stride * H, x.width - first - stride * W];
  const placed = graph.op('Pad', [planes, graph.size(0, 0, first, first, 0, 0, below, right)]);
  return kernels.fromPlanes(placed);
}
