/** Legend: R = regions of one image, C x H x W = the trunk's map, K = outputs of a head. */
import type { Layer, Network } from './layer.js';
import { shapesOf } from './shapes.js';
import { subnetwork } from './subnetwork.js';

/** One linear layer on a region's pooled features. */
export interface Head {
  /** Names the layer and its weights, `<name>/weight` (K x features) and `<name>/bias` (K). */
  readonly name: string;
  readonly outFeatures: number;
  /** Gives class probabilities as `<name>/prob` instead of the raw scores `<name>`, both R x K. */
  readonly softmax?: boolean;
}

export interface RegionNetworkOptions {
  /** Without heads the pooled features (R x 1024 x 1 x 1) leave the network, as `pool5/7x7_s1`. */
  readonly heads: readonly Head[];
  /** RoIAlign gives each region a map of so many cells per side; default {@link CELLS}. */
  readonly cells?: number | undefined;
  /** Samples per bin and direction. Mask R-CNN takes 2; a bin of a whole image spans about 9 cells. */
  readonly samples?: number;
}

/** The last map with 16-pixel cells; deeper, a proposal of usual size would cover two or three cells. */
export const sharedMap = { name: 'inception_4e/output', stride: 16 } as const;

/** What a crop's own map would go through to halve its size; the aligned regions enter after it. */
const replacedPool = 'pool4/3x3_s2';
const cropSize = { width: 224, height: 224 };
/** Per side: what inception 5a sees of a 224-pixel crop. */
export const CELLS = 7;
/** The layer whose output heads read: a region's features, 1,024 in GoogLeNet as published. */
export const pooledFeatures = 'pool5/7x7_s1';

/** The part of the network that all regions of an image share: image in, `sharedMap` out, any size. */
export function trunkNetwork(network: Network): Network {
  return subnetwork(network, { to: [sharedMap.name] });
}

/** Channels of `sharedMap` in a network, or in its trunk. */
export function mapChannels(network: Network): number {
  return shapesOf(network, cropSize).get(sharedMap.name)!.channels;
}

/**
 * What runs for each region: RoIAlign on the shared map takes the place of pool4, then inception 5a, 5b and
 * the average pool with the network's own weights, then the heads. Inputs: `inception_4e/output`, 1 x C x H x W,
 * and `regions`, R x 4 (x1, y1, x2, y2), in pixels of the image that the trunk saw. (The idea is SPP-net's,
 * arXiv 1406.4729, not the GoogLeNet paper's, which runs the whole network on each crop.)
 */
export function regionNetwork(
  network: Network,
  { heads, cells = CELLS, samples = 2 }: RegionNetworkOptions,
): Network {
  const shapes = shapesOf(network, cropSize);
  const inChannels = mapChannels(network);
  const inFeatures = shapes.get(pooledFeatures)!.channels;
  const deep = subnetwork(network, { from: replacedPool, fromChannels: inChannels, to: [pooledFeatures] });
  const align: Layer = {
    op: 'roi-align',
    name: replacedPool,
    input: sharedMap.name,
    regions: 'regions',
    size: cells,
    stride: sharedMap.stride,
    samples,
  };
  return {
    input: sharedMap.name,
    inputChannels: inChannels,
    layers: [align, ...deep.layers, ...heads.flatMap((head) => headLayers(head, inFeatures))],
    outputs: heads.length === 0 ? [pooledFeatures] : heads.map(headOutput),
  };
}

/** What {@link evidenceNetwork} gives: the last map, whose mean over the cells is a region's features. */
export const lastMap = 'inception_5b/output';

/** A region network that ends before the average pool: R x 1024 x cells x cells, where in a region its features come from. */
export function evidenceNetwork(network: Network, { cells }: Pick<RegionNetworkOptions, 'cells'>): Network {
  const regions = regionNetwork(network, { heads: [], cells });
  return {
    ...regions,
    layers: regions.layers.filter(({ name }) => name !== pooledFeatures),
    outputs: [lastMap],
  };
}

/** The paper's way: the whole network on each crop, N x 3 x 224 x 224, with heads in place of the classifier. */
export function cropNetwork(network: Network, { heads }: Pick<RegionNetworkOptions, 'heads'>): Network {
  const inFeatures = shapesOf(network, cropSize).get(pooledFeatures)!.channels;
  const whole = subnetwork(network, { to: [pooledFeatures] });
  return {
    ...whole,
    layers: [...whole.layers, ...heads.flatMap((head) => headLayers(head, inFeatures))],
    outputs: heads.length === 0 ? [pooledFeatures] : heads.map(headOutput),
  };
}

function headLayers(head: Head, inFeatures: number): Layer[] {
  const { name, outFeatures } = head;
  const linear: Layer = { op: 'linear', name, input: pooledFeatures, inFeatures, outFeatures, relu: false };
  return head.softmax ? [linear, { op: 'softmax', name: headOutput(head), input: name }] : [linear];
}

/** The output of a region network that a head becomes. */
export function headOutput({ name, softmax }: Head): string {
  return softmax ? `${name}/prob` : name;
}
