import { RcnnError } from '../errors.js';
import type { Network } from '../googlenet/layer.js';
import { type Shape, sideInputsOf, takesMap } from '../googlenet/side-inputs.js';
import type { Tensor } from './engine.js';

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
