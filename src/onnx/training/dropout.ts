/** Dropout. The mask is an input: the graph draws nothing itself, so a step can be repeated. */
import type { Dropout } from '../../googlenet/layer.js';
import type { FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

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
