/**
 * Photographs (or features) through a classifier as an ONNX graph: forward, loss and backward. Legend: N = batch,
 * H x W x C = one example, K = classes.
 */
import type { Layer, Network } from '../../googlenet/layer.js';
import { subnetwork } from '../../googlenet/subnetwork.js';
import { auxiliaryHeads } from '../../googlenet/table1.js';
import { attribute } from '../model-proto.js';
import { type FeatureMap, segmentOf } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import type { StepGraph } from './graph-builder.js';
import { addLayers } from './layers.js';
import type { DropoutSpec, LinearSpec } from './specs.js';
import { Step } from './step.js';

export interface ClassifierStepOptions {
  /** With softmax outputs: the main one first, then the auxiliary ones when there are any. */
  readonly network: Network;
  /** Names of the layers whose weights are trained. */
  readonly trainable: readonly string[];
  /** Normalises the convolutions over the batch. */
  readonly batchNorm: boolean;
  /** B, the block size of the kernels; 1 for the standard ones. */
  readonly block: number;
}

interface ExamplesSize {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

export interface ClassifierStepGraph extends StepGraph {
  readonly filters: readonly FilterSpec[];
  readonly linears: readonly LinearSpec[];
  readonly dropouts: readonly DropoutSpec[];
}

/** Inputs of the graph: N x H x W x C; labels, N x K; 1 / number of images in the whole step. */
export const classifierInputs = {
  examples: 'examples',
  oneHot: 'loss:one-hot',
  share: 'loss:share',
} as const;
/** Name of the graph's output for the log probabilities of one softmax output, N x K. */
export const logProbabilitiesOf = (output: string) => `${output}:log probabilities`;
/** Names of the graph's outputs for the batch statistics of a convolution's O channels, with batch normalisation. */
export const statisticsOf = (filter: string) => ({ mean: `${filter}:mean`, variance: `${filter}:variance` });

/** @param purpose `observe` writes the forward pass alone, without dropout, and outputs the batch statistics */
export function classifierStepGraph(
  options: ClassifierStepOptions,
  size: ExamplesSize,
  purpose: 'train' | 'observe',
): ClassifierStepGraph {
  const { network, batchNorm, block } = options;
  const step = new Step({ block, batchNorm });
  const trainable = new Set(options.trainable);
  const training = purpose === 'train';
  const scored = withoutSoftmax(network);
  const maps = addLayers(step, {
    layers: scored.layers,
    inputs: new Map([[network.input, examplesMap(step, network, size)]]),
    trainable: (name) => training && trainable.has(name),
    training,
  });
  const scores = scored.outputs.map((name) => maps.get(name)!);
  if (training) classifierLoss(step, network, scores);
  else outputStatistics(step);
  const { filters, linears, dropouts } = step;
  return { ...step.graph.encode(), filters, linears, dropouts };
}

/** Softmax is computed in the loss instead, where it is numerically stable. */
function withoutSoftmax(network: Network): Network {
  const scores = network.outputs.map((output) => {
    const layer = network.layers.find(({ name }) => name === output);
    return layer?.op === 'softmax' ? layer.input : output;
  });
  return subnetwork(network, { fromChannels: network.inputChannels, to: scores });
}

function examplesMap(step: Step, network: Network, { batch, height, width }: ExamplesSize): FeatureMap {
  const { graph, kernels } = step;
  const { inputChannels: channels } = network;
  const pixels = graph.input(classifierInputs.examples);
  const first: Layer | undefined = network.layers[0];
  const planar = first?.op === 'convolution' && first.stride > 1;
  if (planar) {
    const value = graph.transpose(pixels, 0, 3, 1, 2); // N x 3 x H x W
    return {
      value,
      batch,
      height,
      width,
      segments: [{ channels, padded: channels }],
      nonNegative: false,
      planar,
    };
  }
  const segment = segmentOf(channels, kernels.block);
  // Features of GoogLeNet's lower layers come from ReLUs, and from pools and normalisations of those.
  return {
    value: step.fromPixels(pixels, segment),
    batch,
    height,
    width,
    segments: [segment],
    nonNegative: true,
  };
}

/** Cross-entropy of the main scores plus 0.3 of each auxiliary one's [GoogLeNet 5], and the backward pass. */
function classifierLoss(step: Step, network: Network, scores: readonly FeatureMap[]): void {
  const { graph } = step;
  const oneHot = graph.input(classifierInputs.oneHot);
  const share = graph.input(classifierInputs.share);
  const ends = scores.map((map, i) => {
    graph.scope = `${network.outputs[i]} loss`;
    const logProbabilities = graph.op('LogSoftmax', [map.value], [attribute.int('axis', 1)]);
    graph.output(logProbabilitiesOf(network.outputs[i]!), logProbabilities);
    const weight = i === 0 ? share : graph.op('Mul', [share, graph.number(auxiliaryHeads.lossWeight)]);
    const error = graph.op('Sub', [graph.op('Exp', [logProbabilities]), oneHot]);
    return [map, graph.op('Mul', [error, weight])] as const;
  });
  step.backward(ends);
}

function outputStatistics({ graph, statistics }: Step): void {
  for (const { name, mean, variance } of statistics) {
    graph.output(statisticsOf(name).mean, mean);
    graph.output(statisticsOf(name).variance, variance);
  }
}
