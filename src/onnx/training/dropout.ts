/** Values dropped in training. The mask comes in: the graph has no randomness of its own, so that steps repeat. */
import type { FeatureMap } from './feature-map.js';
import type { Step } from './step.js';

/** @param mask names the input: 0 for what is dropped, 1 / (1 - rate) for what is kept, of the shape of x */
export function dropout(step: Step, x: FeatureMap, mask: string): FeatureMap {
  const { graph, tape } = step;
  const kept = graph.input(mask);
  const y = { ...x, value: graph.op('Mul', [x.value, kept]) };
  if (!tape.tracks(x)) return y;
  tape.record([y], (gradients) => gradients.add(x, graph.op('Mul', [gradients.of(y)!, kept])));
  return y;
}
