/**
 * Online hard example mining (Shrivastava, Gupta and Girshick 2016, arXiv 1604.03540): all candidates go forward through
 * the region network, and those that it gets most wrong are learnt from. Here regions on objects always are, and the others
 * are of background. Legend: R = candidates, S = regions that are kept, K = classes, H x W = the map.
 */
import type { Layer } from '../../googlenet/layer.js';
import type { FeatureMap } from './feature-map.js';
import { addLayers } from './layers.js';
import type { Truth } from './region-loss.js';
import type { AlignedRegions } from './roi-align.js';
import { Step } from './step.js';

/** S: which candidates were kept, as floats. */
export const keptOutput = 'kept';

/** More than any loss. */
const FIRST = 1000;

interface Candidates {
  readonly regions: AlignedRegions;
  readonly truth: Truth;
}

interface HardestOptions {
  /** From RoIAlign on. */
  readonly layers: readonly Layer[];
  /** All maps so far, by name. */
  readonly maps: ReadonlyMap<string, FeatureMap>;
  /** Name of the layer of scores. */
  readonly scores: string;
  /** Side of an aligned region. */
  readonly side: number;
  /** S, at most R. */
  readonly keep: number;
}

/** @returns the regions on objects and the hardest others, S in all, with what is true of them */
export function hardestRegions(
  { graph, kernels }: Step,
  { regions, truth }: Candidates,
  { layers, maps, scores, side, keep }: HardestOptions,
): Candidates {
  const forward = new Step({ block: kernels.block, graph });
  const seen = addLayers(forward, { layers, inputs: maps, regions, training: false, trainable: () => false });
  graph.scope = 'hardest';
  const logProbabilities = graph.op('LogSoftmax', [seen.get(scores)!.value]); // R x (K + 1)
  const ofLabel = forward.sumOf(graph.op('Mul', [logProbabilities, truth.oneHot]), 1); // R
  const onObject = graph.op('Mul', [forward.sumOf(truth.active, 1), graph.number(FIRST)]);
  const used = forward.sumOf(truth.used, 1); // before those that are not, whose loss is 0
  const hardness = graph.op('Add', [graph.op('Sub', [onObject, ofLabel]), used]);
  const [, kept] = graph.ops('TopK', [hardness, graph.size(keep)], { count: 2 }) as [string, string];
  graph.output(keptOutput, graph.toFloat(kept));
  const chosen = (value: string) => graph.op('Gather', [value, kept]);
  const blocks = graph.reshape(regions.rows, graph.size(regions.count, side, -1)); // R x side x H
  const { oneHot, used: isUsed, targets, active, share } = truth;
  return {
    regions: {
      count: keep,
      rows: graph.reshape(chosen(blocks), graph.size(keep * side, -1)),
      columns: chosen(regions.columns),
    },
    truth: {
      oneHot: chosen(oneHot),
      used: chosen(isUsed),
      targets: chosen(targets),
      active: chosen(active),
      share,
    },
  };
}
