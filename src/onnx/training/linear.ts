/** Fully connected layer and its gradients. Legend: N = rows, I = features in memory, O = outputs. */

import type { Linear } from '../../googlenet/layer.js';
import { attribute } from '../model-proto.js';
import type { FeatureMap, Segment } from './feature-map.js';
import type { Step } from './step.js';

/** Weights of a linear layer, O x I, with features of zeros where the input's blocks are filled up. */
export interface LinearSpec {
  readonly name: string;
  readonly outFeatures: number;
  readonly inputs: readonly Segment[];
}

/** Always learns. */
export function linear(step: Step, layer: Linear, x: FeatureMap): FeatureMap {
  const { graph, tape } = step;
  const { name, outFeatures } = layer;
  step.linears.push({ name, outFeatures, inputs: x.segments });
  const [weight, bias] = [graph.input(`${name}:weight`), graph.input(`${name}:bias`)];
  const y: FeatureMap = {
    ...x,
    value: graph.op('Gemm', [x.value, weight, bias], [attribute.int('transB', 1)]), // N x O
    segments: [{ channels: outFeatures, padded: outFeatures }],
    nonNegative: false,
  };
  tape.record([y], (gradients) => {
    const dy = gradients.of(y)!;
    graph.output(`${name}:weight gradient`, graph.op('MatMul', [graph.transpose(dy, 1, 0), x.value])); // O x I
    graph.output(`${name}:bias gradient`, step.sumOf(dy, 0)); // O
    if (tape.tracks(x)) gradients.add(x, graph.op('MatMul', [dy, weight])); // N x I
  });
  return y;
}
