/**
 * The multi-task loss [Fast R-CNN, arXiv 1504.08083, section 2.3] and its gradient: softmax cross-entropy over K
 * classes and background, and smooth L1 over the box deltas of the region's own class.
 * Legend: R = regions, K = classes.
 */
import type { FeatureMap } from './feature-map.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Step } from './step.js';

/** Inputs and outputs of the graph. */
export const lossInputs = {
  /** R x (K + 1): 1 at the label of a used region, 0 elsewhere. */
  oneHot: 'loss:one-hot',
  /** R x 1: 1 for a used region. */
  used: 'loss:used',
  /** R x 4K: the deltas in the columns of the region's class. */
  targets: 'loss:targets',
  /** R x 4K: 1 in those columns. */
  active: 'loss:active',
  /** One value: 1 / number of used regions in all photographs of the step. */
  share: 'loss:share',
} as const;
export const lossOutputs = {
  /** R x (K + 1). */
  logProbabilities: 'log probabilities',
  /** R x 4K: box deltas. */
  boxes: 'boxes',
} as const;

/** Names of the values of {@link lossInputs}. */
export type Truth = Readonly<Record<keyof typeof lossInputs, string>>;

export function truthInputs(graph: GraphBuilder): Truth {
  return Object.fromEntries(
    Object.entries(lossInputs).map(([key, name]) => [key, graph.input(name)]),
  ) as Record<keyof typeof lossInputs, string>;
}

/** Writes the backward pass, from the predictions that the graph outputs. */
export function regionLoss(step: Step, heads: { scores: FeatureMap; boxes: FeatureMap }, input: Truth): void {
  const { graph } = step;
  const share = (value: string) => graph.op('Mul', [value, input.share]);
  const probabilities = graph.op('Exp', [lossOutputs.logProbabilities]);
  const dScores = graph.op('Sub', [graph.op('Mul', [probabilities, input.used]), input.oneHot]);
  const error = graph.op('Mul', [graph.op('Sub', [lossOutputs.boxes, input.targets]), input.active]);
  const dBoxes = graph.op('Clip', [error, graph.number(-1), graph.number(1)]);
  step.backward([
    [heads.scores, share(dScores)],
    [heads.boxes, share(dBoxes)],
  ]);
}

/** Outputs the predictions, from which the losses are computed. */
export function predictions(
  { graph }: Step,
  { scores, boxes }: { scores: FeatureMap; boxes: FeatureMap },
): void {
  graph.output(lossOutputs.logProbabilities, graph.op('LogSoftmax', [scores.value])); // R x (K + 1)
  graph.output(lossOutputs.boxes, boxes.value); // R x 4K
}
