/**
 * A cheap look at regions, to choose those worth inception 5: linear scores of the shared map averaged inside of a box
 * and around it. Averages of a linear score are linear scores of averages, so that two 1 x 1 convolutions of the whole
 * map to K channels come first, and a region costs 2K averages. Legend: R = regions, C x H x W = the map, K = classes.
 */
import type { Layer, Network } from './layer.js';
import { sharedMap } from './region-network.js';

/** The sides that the surroundings have over those of the box. */
export const SURROUNDINGS = 1.6;

/** Parts of the look, with the input that holds its regions in pixels of the image that the trunk saw, R x 4. */
const looks = [
  { name: 'pruning/inside', regions: 'regions' },
  { name: 'pruning/around', regions: 'surroundings' },
] as const;

/** Samples per direction and region: with 7, large regions are averaged to a few percent. */
const SAMPLES = 7;

/** The two convolutions, whose weights a detector's file holds. */
export function pruningConvolutions({ channels, classes }: { channels: number; classes: number }): Layer[] {
  return looks.map(({ name }) => ({
    ...{ op: 'convolution' as const, name, input: sharedMap.name },
    ...{ inChannels: channels, outChannels: classes, kernel: 1, stride: 1, pad: 0, relu: false },
  }));
}

/** Map and regions to two R x K x 1 x 1 outputs, whose sum is the scores. */
export function pruningNetwork(options: { channels: number; classes: number }): Network {
  const averages = looks.map(({ name, regions }) => average(name, regions));
  return {
    input: sharedMap.name,
    inputChannels: options.channels,
    layers: [...pruningConvolutions(options), ...averages],
    outputs: averages.map(({ name }) => name),
  };
}

/** Map and regions to the averages that the scores are learnt from: two R x C x 1 x 1 outputs. */
export function averagesNetwork({ channels }: { channels: number }): Network {
  const averages = looks.map((look) => ({ ...average(look.name, look.regions), input: sharedMap.name }));
  const outputs = averages.map(({ name }) => name);
  return { input: sharedMap.name, inputChannels: channels, layers: averages, outputs };
}

function average(name: string, regions: string): Layer {
  const { stride } = sharedMap;
  return {
    op: 'roi-align',
    name: `${name}/average`,
    input: name,
    regions,
    size: 1,
    stride,
    samples: SAMPLES,
  };
}

/** A network with the two convolutions' weights beside its own, to check a file by. */
export function withPruning(network: Network, options?: { channels: number; classes: number }): Network {
  return options ? { ...network, layers: [...network.layers, ...pruningConvolutions(options)] } : network;
}
