/**
 * MultiBox's head on grids of features as an ONNX graph: forward, loss and backward. Legend: N = batch, P = priors,
 * A = priors per cell.
 */
import type { Network } from '../../googlenet/layer.js';
import { type FeatureMap, segmentOf } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import type { StepGraph } from './graph-builder.js';
import { addLayers } from './layers.js';
import { Step } from './step.js';

export interface BoxStepOptions {
  /** From a grid of features to the outputs, which are convolutions. */
  readonly network: Network;
  /** Names, grid after grid, in the order of the priors: 4A channels and A channels. */
  readonly outputs: readonly { readonly residuals: string; readonly confidences: string }[];
  /** Cells of the grid, in each direction. */
  readonly cells: number;
  /** B, the block size of the kernels; 1 for the standard ones. */
  readonly block: number;
}

/** Inputs of the graph. */
export const boxInputs = {
  /** N x cells x cells x C. */
  features: 'features',
  /** N x P: 1 where a prior is matched to an object. */
  matched: 'loss:matched',
  /** N x P: weight of each in the confidence loss. */
  weights: 'loss:weights',
  /** N x P x 4: residuals of the matched object. */
  targets: 'loss:targets',
  /** N x P x 1: weight of each in the location loss; 0 where it is not matched. */
  locationWeights: 'loss:location weights',
} as const;
/** N x P x 4; N x P, before the logistic. */
export const boxOutputs = { residuals: 'residuals', confidences: 'confidences' } as const;

interface BoxStepGraph extends StepGraph {
  readonly filters: readonly FilterSpec[];
  readonly linears: readonly [];
}

/**
 * The gradient is that of the sum of locationWeights * (residual - target)^2 / 2 plus the sum of weights * logistic
 * cross-entropy [arXiv 1312.2249, equations 1 to 3]; the weights include the equations' factors.
 */
export function boxStepGraph(
  { network, outputs, cells, block }: BoxStepOptions,
  batch: number,
): BoxStepGraph {
  const step = new Step({ block });
  const { graph } = step;
  const maps = addLayers(step, {
    layers: network.layers,
    inputs: new Map([[network.input, featuresMap(step, network, { batch, cells })]]),
    trainable: () => true,
    training: true,
  });
  const boxes = outputs.map(({ residuals }) => maps.get(residuals)!);
  const scores = outputs.map(({ confidences }) => maps.get(confidences)!);
  graph.scope = 'loss';
  const input = (name: string) => graph.input(name);
  const residuals = joined(step, boxes, 4);
  const confidences = joined(step, scores);
  graph.output(boxOutputs.residuals, residuals);
  graph.output(boxOutputs.confidences, confidences);
  const missed = graph.op('Sub', [residuals, input(boxInputs.targets)]);
  const wrong = graph.op('Sub', [graph.op('Sigmoid', [confidences]), input(boxInputs.matched)]);
  step.backward([
    ...apart(step, boxes, graph.op('Mul', [missed, input(boxInputs.locationWeights)])),
    ...apart(step, scores, graph.op('Mul', [wrong, input(boxInputs.weights)])),
  ]);
  return { ...graph.encode(), filters: step.filters, linears: [] };
}

function featuresMap(
  step: Step,
  network: Network,
  { batch, cells }: { batch: number; cells: number },
): FeatureMap {
  const { graph, kernels } = step;
  const segment = segmentOf(network.inputChannels, kernels.block);
  const value = step.fromPixels(graph.input(boxInputs.features), segment);
  return { value, batch, segments: [segment], height: cells, width: cells, nonNegative: true };
}

/** Maps of all grids as one list of priors, cell after cell: N x P, or N x P x `values`. */
function joined({ graph, kernels }: Step, maps: readonly FeatureMap[], values?: number): string {
  const shape = values === undefined ? graph.ints(0, -1) : graph.ints(0, -1, values);
  const lists = maps.map((map) => {
    const { channels } = map.segments[0]!;
    const pixels = kernels.toPixels(map); // N x H x W x C
    const own = graph.op('Slice', [pixels, graph.ints(0), graph.ints(channels), graph.ints(3)]);
    return graph.reshape(own, shape);
  });
  return graph.concat(lists, 1);
}

/** The inverse: the gradient of each map. */
function apart(step: Step, maps: readonly FeatureMap[], gradient: string): (readonly [FeatureMap, string])[] {
  const { graph } = step;
  const flat = graph.reshape(gradient, graph.ints(0, -1));
  const sizes = maps.map(({ segments, height, width }) => segments[0]!.channels * height * width);
  const parts = maps.length === 1 ? [flat] : step.splitChannels(flat, sizes);
  return maps.map((map, i) => {
    const segment = map.segments[0]!;
    const pixels = graph.reshape(parts[i]!, graph.ints(0, map.height, map.width, segment.channels));
    return [map, step.fromPixels(pixels, segment)] as const;
  });
}
