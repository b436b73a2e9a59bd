/** Dropout. The mask is an input: the graph draws nothing itself, so a step can be repeated. */
import type { Dropout } from '../../googlenet/layer.js';
import type { FeatureMap, Segment } from './feature-map.js';
import type { Step } from './step.js';

/** An input of the graph: 0 for what is dropped, 1 / (1 - rate) for what is kept, N x features. */
export interface DropoutSpec {
  readonly name: string;
  readonly rate: number;
  /** Segments of the features. */
  readonly inputs: readonly Segment[];
}

/** Takes N x features: follows the layers whose output is a matrix. */
export function dropout(step: Step, { name, rate }: Dropout, x: FeatureMap): FeatureMap {
  const { graph, tape } = step;
  const kept = graph.input(name);
  step.dropouts.push({ name, rate, inputs: x.segments });
  const y = { ...x, value: graph.op('Mul', [x.value, kept]) };
  if (!tape.tracks(x)) return y;
  tape.record([y], (gradients) => gradients.add(x, graph.op('Mul', [gradients.of(y)!, kept])));
  return y;
}
