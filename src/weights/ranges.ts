/**
 * The ranges of a network's values, stored beside its weights: engines that can (src/onnx/eight-bits.ts) run a model that has
 * them in 8 bits; others ignore them. `inception_3a/3x3/range` is [lowest, highest]; the network's input may have one, too.
 */
import type { Network } from '../googlenet/layer.js';
import { parametersOf } from '../googlenet/parameters.js';
import type { WeightArray, Weights } from './weights.js';

const SUFFIX = '/range';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Ranges by the name of the layer or of the network's input; values of the network without one are left out. */
export function rangesOf(network: Network, weights: Weights): Map<string, ValueRange> {
  const found = valuesOf(network).flatMap((name): [string, ValueRange][] => {
    const array = weights.get(name + SUFFIX);
    if (!array) return [];
    const [low, high] = array.data;
    return [[name, { low: low!, high: high! }]];
  });
  return new Map(found);
}

/** As arrays of a weights file. */
export function rangeArrays(ranges: ReadonlyMap<string, ValueRange>): Map<string, WeightArray> {
  return new Map(
    [...ranges].map(([name, { low, high }]) => [
      name + SUFFIX,
      { shape: [2], data: Float32Array.of(low, high) },
    ]),
  );
}

/** The names of the arrays that may hold ranges of a network's values. */
export function rangeNames(network: Network): string[] {
  return valuesOf(network).map((name) => name + SUFFIX);
}

/** Whether an array is a range: two finite values in order. */
export function isRange({ shape, data }: WeightArray): boolean {
  return shape.length === 1 && shape[0] === 2 && data.every(Number.isFinite) && data[0]! <= data[1]!;
}

/** The arrays that a network uses, its parameters and the ranges of its values, out of those of a larger network. */
export function arraysOf(network: Network, weights: Weights): Weights {
  const names = new Set([...parametersOf(network).map(({ name }) => name), ...rangeNames(network)]);
  return new Map([...weights].filter(([name]) => names.has(name)));
}

function valuesOf({ input, layers }: Network): string[] {
  return [input, ...layers.map(({ name }) => name)];
}

/** The weights alone, which run in float: training starts from those, since the ranges do not hold for what it makes. */
export function withoutRanges(weights: Weights): Weights {
  return new Map([...weights].filter(([name]) => !name.endsWith(SUFFIX)));
}
