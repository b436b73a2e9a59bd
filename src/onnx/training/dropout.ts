/** Values dropped in training. The mask comes in: the graph has no randomness of its own, so that steps repeat. */
import type { Dropout } from '../../googlenet/layer.js';
import type { FeatureMap, Segment } from './feature-map.js';
import type { Step } from './step.js';

/** An input of the graph: 0 for what is dropped, 1 / (1 - rate) for what is kept, N x features. */
export interface DropoutSpec {
  readonly name: string;
  readonly rate: number;
  /** What the features are made of. */
  readonly inputs: readonly Segment[];
}

/** Behind the layers that give a matrix. */
export function dropout(step: Step, { name, rate }: Dropout, x: FeatureMap): FeatureMap {
  const { graph, tape } = step;
  const kept = graph.input(name);
  step.dropouts.push({ name, rate, inputs: x.segments });
  const y = { ...x, value: graph.op('Mul', [x.value, kept]) };
  if (!tape.tracks(x)) return y;
  tape.record([y], (gradients) => gradients.add(x, graph.op('Mul', [gradients.of(y)!, kept])));
  return y;
}
