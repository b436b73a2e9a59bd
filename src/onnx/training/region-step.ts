/**
 * One photograph through the region network as an ONNX graph: forward, loss and backward. Weights are inputs,
 * gradients outputs. Legend: R = regions, K = classes, H x W = photograph.
 */
import { RcnnError } from '../../errors.js';
import type { Layer, Network, RoiAlign } from '../../googlenet/layer.js';
import { regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import type { FeatureMap } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import type { StepGraph } from './graph-builder.js';
import { hardestRegions } from './hardest-regions.js';
import { addLayers } from './layers.js';
import { predictions, regionLoss, type Truth, truthInputs } from './region-loss.js';
import { type AlignedRegions, alignedInputs } from './roi-align.js';
import type { LinearSpec } from './specs.js';
import { Step } from './step.js';

export interface RegionStepOptions {
  readonly network: Network;
  readonly classes: number;
  /** Names of the two linear heads. */
  readonly heads: { readonly scores: string; readonly boxes: string };
  /** Of a region's map, per side; undefined: 7. */
  readonly cells?: number | undefined;
  /** First trainable layer, or the row of the network's table that begins with it. */
  readonly trainFrom: string;
  /** Share of the pooled features that is dropped; 0 leaves dropout out. */
  readonly dropout: number;
  /** S: at most so many regions of a photograph are learnt from, see hardest-regions.ts; undefined: all. */
  readonly hardest?: number | undefined;
  /** B, the block size of the kernels; 1 for the standard ones. */
  readonly block: number;
}

interface StepSize {
  readonly height: number;
  readonly width: number;
  readonly regions: number;
}

interface RegionStepGraph extends StepGraph {
  readonly filters: readonly FilterSpec[];
  readonly linears: readonly LinearSpec[];
}

/** Name of the graph's input for the photograph, 1 x 3 x H x W, and of that for dropout's mask, R x 1024. */
export const stepInputs = { image: 'image', dropout: 'pool5/drop_7x7_s1' } as const;

/** @param purpose `predict` writes the forward pass alone, without dropout */
export function regionStepGraph(
  options: RegionStepOptions,
  { height, width, regions }: StepSize,
  purpose: 'train' | 'predict',
): RegionStepGraph {
  const { network, heads, block } = options;
  const layers = regionLayers(options);
  const step = new Step({ block });
  const training = purpose === 'train';
  const image: FeatureMap = {
    value: step.graph.input(stepInputs.image),
    batch: 1,
    segments: [{ channels: 3, padded: 3 }],
    height,
    width,
    nonNegative: false,
    planar: true,
  };
  const passes = { training, trainable: training ? trainableFrom(layers, options.trainFrom) : () => false };
  const inputs = new Map([[network.input, image]]);
  const maps = addLayers(step, { ...passes, layers: layers.trunk, inputs });
  const given = alignedInputs(step.graph, regions);
  const learnt = training ? learntRegions(step, given, { ...options, layers, maps }) : { regions: given };
  const ends = addLayers(step, { ...passes, layers: layers.regional, inputs: maps, regions: learnt.regions });
  const predicted = { scores: ends.get(heads.scores)!, boxes: ends.get(heads.boxes)! };
  step.graph.scope = 'loss';
  predictions(step, predicted);
  if (learnt.truth) regionLoss(step, predicted, learnt.truth);
  return { ...step.graph.encode(), filters: step.filters, linears: step.linears };
}

interface LearntOptions extends RegionStepOptions {
  readonly layers: RegionLayers;
  readonly maps: ReadonlyMap<string, FeatureMap>;
}

/** All of the photograph's regions or the hardest of them, and what is true of them. */
function learntRegions(
  step: Step,
  regions: AlignedRegions,
  { layers, maps, heads, hardest }: LearntOptions,
): { readonly regions: AlignedRegions; readonly truth?: Truth } {
  const truth = truthInputs(step.graph);
  if (hardest === undefined) return { regions, truth };
  const keep = Math.min(hardest, regions.count);
  const { regional, align } = layers;
  const forward = { layers: regional, maps, scores: heads.scores, side: align.size, keep };
  return hardestRegions(step, { regions, truth }, forward);
}

interface RegionLayers {
  readonly trunk: readonly Layer[];
  /** From RoIAlign on. */
  readonly regional: readonly Layer[];
  readonly align: RoiAlign;
}

/** Trunk, RoIAlign, inception 5 and heads. */
export function regionLayers({ network, classes, heads, cells, dropout }: RegionStepOptions): RegionLayers {
  const { layers } = regionNetwork(network, {
    heads: [
      { name: heads.scores, outFeatures: classes + 1 },
      { name: heads.boxes, outFeatures: 4 * classes },
    ],
    cells,
  });
  return {
    trunk: trunkNetwork(network).layers,
    regional: dropout > 0 ? withDropout(layers, dropout) : layers,
    align: layers.find((layer) => layer.op === 'roi-align')!,
  };
}

/** Puts dropout between the pooled features and the heads. */
function withDropout(layers: readonly Layer[], rate: number): Layer[] {
  return layers.flatMap((layer): Layer[] => {
    if (layer.op === 'average-pool') {
      return [layer, { op: 'dropout', name: stepInputs.dropout, input: layer.name, rate }];
    }
    return [layer.op === 'linear' ? { ...layer, input: stepInputs.dropout } : layer];
  });
}

function trainableFrom({ trunk, regional }: RegionLayers, from: string): (name: string) => boolean {
  const layers = [...trunk, ...regional];
  const first = layers.findIndex(({ name }) => name === from || name.startsWith(`${from}/`));
  if (first < 0) {
    throw new RcnnError(
      'bad-option',
      `Expected "trainFrom" to be a layer of the network or a row of its table, such as inception_3a, but got "${from}".`,
    );
  }
  const trainable = new Set(layers.slice(first).map(({ name }) => name));
  return (name) => trainable.has(name);
}
