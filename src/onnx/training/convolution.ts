/**
 * Convolution with bias and ReLU, and its gradients. Convolutions of one size on one input run as one.
 * Legend: N = batch, I and O = channels in memory, H x W = map, P = N * H * W places of the output, k = side of the
 * filter.
 */
import { RcnnError } from '../../errors.js';
import type { Convolution } from '../../googlenet/layer.js';
import { convolvedSide } from '../../googlenet/shapes.js';
import { batchNorm } from './batch-norm.js';
import { type FeatureMap, segmentOf } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import { reluGradient } from './relu.js';
import type { Step } from './step.js';
import { weightGradient } from './weight-gradient.js';

/** @returns one map a layer */
export function convolution(
  step: Step,
  layers: readonly Convolution[],
  x: FeatureMap,
  learns: boolean,
): FeatureMap[] {
  const [layer] = layers as readonly [Convolution];
  const spec = filterOf(step, layers, x, learns);
  const { y, slopeOfProducts } = step.batchNorm
    ? normalised(step, spec, layer, x)
    : plain(step, spec, layer, x);
  const outputs = step.split(y);
  if (!learns && !spec.backward) return outputs;
  if (spec.backward) checkSame(layer);
  step.tape.record(outputs, (gradients) => {
    const parts = outputs.map((output) => gradients.of(output)!);
    const joined = parts.length === 1 ? parts[0]! : step.graph.concat(parts, 1);
    const dy = { ...y, value: slopeOfProducts(joined) };
    if (learns) weightGradient(step, spec, { x, dy, stride: layer.stride, pad: layer.pad });
    if (!spec.backward) return;
    gradients.merge(x, (sum) =>
      step.kernels.convolve(dy.value, {
        ...windowOf(layer),
        weight: step.graph.input(`${spec.name}:backward`),
        add: sum,
      }),
    ); // N x I x H x W
  });
  return outputs;
}

/** What a layer gives, and the step from its gradient to that of the sums of products. */
interface Finished {
  readonly y: FeatureMap;
  readonly slopeOfProducts: (dy: string) => string;
}

/** Bias and ReLU in the convolution itself. */
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
    slopeOfProducts: (dy) => {
      const slope = layer.relu ? reluGradient(step, dy, y) : dy;
      if (spec.learns) {
        const sums = step.sumOf(step.rowsOf({ ...y, value: slope }), 1);
        graph.output(`${spec.name}:bias gradient`, sums); // O
      }
      return slope;
    },
  };
}

function normalised(step: Step, spec: FilterSpec, layer: Convolution, x: FeatureMap): Finished {
  const { graph, kernels } = step;
  const weight = graph.input(`${spec.name}:forward`);
  const products = kernels.convolve(x.value, { ...windowOf(layer), weight });
  const sums = outputMap(spec, layer, x, { value: products, nonNegative: false });
  const { y, slopeOfSums } = batchNorm(step, sums, { name: spec.name, relu: layer.relu });
  return { y, slopeOfProducts: slopeOfSums };
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

function windowOf({ kernel, stride, pad }: Convolution) {
  return { kernel: [kernel, kernel], stride, pads: [pad, pad, pad, pad] } as const;
}

function filterOf(step: Step, layers: readonly Convolution[], x: FeatureMap, learns: boolean): FilterSpec {
  const { block } = step.kernels;
  const spec = {
    name: layers[0]!.name,
    parts: layers.map(({ name, inChannels, outChannels }) => ({ name, inChannels, outChannels })),
    kernel: layers[0]!.kernel,
    inputs: x.segments,
    outputs: layers.map(({ outChannels }) => segmentOf(outChannels, block)),
    block,
    inputBlock: x.planar ? 1 : block,
    learns,
    backward: step.tape.tracks(x),
  };
  step.filters.push(spec);
  return spec;
}

function checkSame({ name, kernel, stride, pad }: Convolution): void {
  if (stride === 1 && pad === (kernel - 1) / 2) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${name} to keep the size of its map, for layers below it to be trained.`,
  );
}
