/**
 * Fully connected layer and its gradients. Legend: N = rows, F = features in memory (channels times cells of the map),
 * O = outputs.
 */
import type { Linear } from '../../googlenet/layer.js';
import { attribute } from '../model-proto.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import { reluGradient } from './relu.js';
import type { Step } from './step.js';

/** Is always trained. */
export function linear(step: Step, layer: Linear, x: FeatureMap): FeatureMap {
  const { graph, tape } = step;
  const { name, outFeatures, relu } = layer;
  const cells = x.height * x.width;
  step.linears.push({ name, outFeatures, inputs: x.segments, cells });
  const [weight, bias] = [graph.input(`${name}:weight`), graph.input(`${name}:bias`)];
  const flat = flattened(step, x); // N x F
  const sums = graph.op('Gemm', [flat, weight, bias], [attribute.int('transB', 1)]); // N x O
  const y: FeatureMap = {
    value: relu ? graph.op('Relu', [sums]) : sums,
    batch: x.batch,
    segments: [{ channels: outFeatures, padded: outFeatures }],
    height: 1,
    width: 1,
    nonNegative: relu,
  };
  tape.record([y], (gradients) => {
    const dy = relu ? reluGradient(step, gradients.of(y)!, y) : gradients.of(y)!;
    graph.output(`${name}:weight gradient`, graph.op('MatMul', [graph.transpose(dy, 1, 0), flat])); // O x F
    graph.output(`${name}:bias gradient`, step.sumOf(dy, 0)); // O
    if (tape.tracks(x)) gradients.add(x, unflattened(step, graph.op('MatMul', [dy, weight]), x));
  });
  return y;
}

function flattened({ graph, kernels }: Step, x: FeatureMap): string {
  const features = graph.ints(-1, channelsOf(x) * x.height * x.width);
  return graph.reshape(x.height * x.width === 1 ? x.value : kernels.toPlanes(x), features);
}

function unflattened({ graph, kernels }: Step, gradient: string, x: FeatureMap): string {
  if (x.height * x.width === 1) return graph.reshape(gradient, graph.op('Shape', [x.value]));
  return kernels.fromPlanes(graph.reshape(gradient, graph.ints(-1, channelsOf(x), x.height, x.width)));
}
