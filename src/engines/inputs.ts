import { RcnnError } from '../errors.js';
import { inputsOf, type Layer, type Network } from '../googlenet/layer.js';
import type { Tensor } from './engine.js';

/** Sides in numbers, or in names where they are open. */
type Shape = readonly (number | string)[];

/** Names and shapes of the tensors that the network expects besides its input. H and W are the input's. */
export function sideInputsOf(network: Network): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of network.layers) {
    if (layer.op === 'roi-align') shapes.set(layer.regions, ['R', 4]);
    if (layer.op === 'resample') {
      shapes.set(layer.rows, [layer.size, 'H']);
      shapes.set(layer.columns, [layer.size, 'W']);
    }
  }
  return shapes;
}

/** Whether the input must be a map: linear layers alone take features in any shape. */
export function takesMap(network: Network): boolean {
  const flat = new Set<Layer['op']>(['linear', 'dropout', 'softmax', 'concat']);
  return network.layers.some((layer) => inputsOf(layer).includes(network.input) && !flat.has(layer.op));
}

/**
 * Refuses what the network cannot take, by the names of the tensors.
 *
 * @throws RcnnError `bad-option`
 */
export function checkInputs(network: Network, inputs: Readonly<Record<string, Tensor>>): void {
  const sides = sideInputsOf(network);
  const expected = [network.input, ...sides.keys()];
  const given = Object.keys(inputs);
  if (given.length !== expected.length || !expected.every((name) => name in inputs)) {
    throw new RcnnError(
      'bad-option',
      `Expected the inputs ${expected.join(', ')}, but got ${given.join(', ') || 'none'}.`,
    );
  }
  const map = inputs[network.input]!;
  checkShape(network.input, map, takesMap(network) ? ['N', network.inputChannels, 'H', 'W'] : undefined);
  const known: Readonly<Record<string, number>> = { H: map.shape[2]!, W: map.shape[3]! };
  for (const [name, shape] of sides) {
    checkShape(
      name,
      inputs[name]!,
      shape.map((side) => known[side] ?? side),
    );
  }
  if (network.layers.some(({ op }) => op === 'roi-align') && map.shape[0] !== 1) {
    throw new RcnnError(
      'bad-option',
      `Expected ${network.input} to be one map, since regions belong to one image, but got ${map.shape[0]}.`,
    );
  }
}

function checkShape(name: string, { data, shape }: Tensor, expected?: Shape): void {
  const fits =
    expected === undefined ||
    (shape.length === expected.length &&
      expected.every((side, axis) => typeof side === 'string' || side === shape[axis]));
  if (!fits || !shape.every((side) => Number.isInteger(side) && side > 0)) {
    throw new RcnnError(
      'bad-option',
      `Expected ${name} to be ${expected?.join(' x ') ?? 'of positive sizes'}, but got ${shape.join(' x ')}.`,
    );
  }
  const values = shape.reduce((product, side) => product * side, 1);
  if (data.length !== values) {
    throw new RcnnError(
      'bad-option',
      `Expected ${name} to hold ${values} values (${shape.join(' x ')}), but got ${data.length}.`,
    );
  }
}

/** @throws RcnnError `bad-option` */
export function checkThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1)) return;
  throw new RcnnError('bad-option', `Expected threads to be a whole number from 1, but got ${threads}.`);
}
