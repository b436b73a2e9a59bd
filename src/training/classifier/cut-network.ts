import { unknownName } from '../../errors.js';
import { costOf, totalCost } from '../../googlenet/cost.js';
import { inputsOf, type Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { type MapShape, shapesOf } from '../../googlenet/shapes.js';
import { subnetwork } from '../../googlenet/subnetwork.js';
import { table1 } from '../../googlenet/table1.js';

/** Rows of Table 1 with parameters, from which on a network can be trained. */
export const trainableRows: readonly string[] = table1.flatMap(({ type, name }) =>
  type === 'convolution' || type === 'inception' || type === 'linear' ? [name] : [],
);

/** A network in two: layers that stay as they are, and layers that are trained on what those give. */
export interface CutNetwork {
  /** Undefined when all is trained. */
  readonly lower: Network | undefined;
  readonly upper: Network;
  /** Of what the lower layers give for one image, or of the image. */
  readonly shape: MapShape;
  /** Share of the multiplications that the lower layers take, 0..1. */
  readonly lowerShare: number;
}

/**
 * Cuts GoogLeNet before a row of Table 1. Dropout right before the row goes with neither part: a last layer alone has no
 * units that could come to rely on each other.
 *
 * @param side of the images
 * @throws RcnnError `bad-option` that lists the rows
 */
export function cutBefore(network: Network, row: string, side: number): CutNetwork {
  if (!trainableRows.includes(row)) throw unknownName('the layer to train from', row, trainableRows);
  const size = { width: side, height: side };
  const from = feeding(network, row);
  const below = network.layers.find(({ name }) => name === from);
  const boundary = below?.op === 'dropout' ? below.input : from;
  if (boundary === network.input) {
    return {
      lower: undefined,
      upper: network,
      shape: { channels: network.inputChannels, ...size },
      lowerShare: 0,
    };
  }
  const shape = shapesOf(network, size).get(boundary)!;
  const lower = subnetwork(network, { to: [boundary] });
  const upper = subnetwork(network, { from, fromChannels: shape.channels, to: network.outputs });
  const macs = (part: Network) => totalCost(costOf(part, size)).macs;
  return { lower, upper, shape, lowerShare: macs(lower) / macs(network) };
}

/** The layer whose value the row reads. */
function feeding({ layers }: Network, row: string): string {
  const first = layers.find(
    ({ name }) => name === row || name === `${row}_reduce` || name.startsWith(`${row}/`),
  )!;
  return inputsOf(first)[0]!;
}

/** Names of a network's parameters. */
export function parameterNames(network: Network): Set<string> {
  return new Set(parametersOf(network).map(({ name }) => name));
}
