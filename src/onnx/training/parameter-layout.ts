/**
 * All weights of a training step in one array, as its graph stores them: updates run over it, and threads share it.
 * Legend: F = features of a linear layer in memory, its blocks padded.
 */
import { RcnnError } from '../../errors.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { paddedChannels, placesOf, type Segment } from './feature-map.js';
import { eachWeight, type FilterSpec, filterSize, outputPlaces } from './filters.js';
import type { LinearSpec } from './specs.js';

/** A run of the array that is one input of the graph and has one gradient. */
export interface ParameterEntry {
  /** Name of the layer (the first of several side by side). */
  readonly layer: string;
  readonly kind: 'weight' | 'bias';
  readonly offset: number;
  readonly length: number;
  /** Shape in the graph of a linear layer's weight and of every bias. */
  readonly shape: readonly number[];
  readonly filter?: FilterSpec;
  /** Of a linear layer's weight: segments of its rows. */
  readonly inputs?: readonly Segment[];
}

/** One array of the specification, and the index of each of its values in the entry. */
interface Member {
  readonly name: string;
  readonly shape: readonly number[];
  readonly entry: ParameterEntry;
  /** Calls back with pairs of indices. */
  readonly each: (visit: (specified: number, stored: number) => void) => void;
}

export class ParameterLayout {
  readonly entries: readonly ParameterEntry[];
  /** Of the whole array, in values. */
  readonly length: number;
  readonly #members: readonly Member[];

  constructor({ filters, linears }: { filters: readonly FilterSpec[]; linears: readonly LinearSpec[] }) {
    const collected: { entries: ParameterEntry[]; members: Member[] } = { entries: [], members: [] };
    let offset = 0;
    const place = (entry: Omit<ParameterEntry, 'offset'>): ParameterEntry => {
      const placed = { ...entry, offset };
      offset += entry.length;
      collected.entries.push(placed);
      return placed;
    };
    for (const filter of filters) collected.members.push(...filterMembers(filter, place));
    for (const linear of linears) collected.members.push(...linearMembers(linear, place));
    this.entries = collected.entries;
    this.length = offset;
    this.#members = collected.members;
  }

  /** Names of the specification's arrays. */
  get names(): string[] {
    return this.#members.map(({ name }) => name);
  }

  /**
   * Copies the specification's arrays in; what pads the blocks is left as it is.
   *
   * @param prefix of the names in `weights`
   * @throws RcnnError `bad-weights` when an array is missing or has another shape
   */
  write(weights: Weights, into: Float32Array, prefix = ''): void {
    for (const { name, shape, entry, each } of this.#members) {
      const { data } = expected(weights, `${prefix}${name}`, shape);
      each((specified, stored) => {
        into[entry.offset + stored] = data[specified]!;
      });
    }
  }

  /** The inverse of `write`. */
  read(from: Float32Array, prefix = ''): Map<string, WeightArray> {
    return new Map(
      this.#members.map(({ name, shape, entry, each }) => {
        const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
        each((specified, stored) => {
          data[specified] = from[entry.offset + stored]!;
        });
        return [`${prefix}${name}`, { data, shape }] as const;
      }),
    );
  }
}

type Place = (entry: Omit<ParameterEntry, 'offset'>) => ParameterEntry;

function filterMembers(filter: FilterSpec, place: Place): Member[] {
  const { name: layer, kernel, parts } = filter;
  const { outputs, weights } = filterSize(filter);
  const weight = place({ layer, kind: 'weight', length: weights, shape: [], filter });
  const bias = place({ layer, kind: 'bias', length: outputs, shape: [outputs] });
  return parts.flatMap((part): Member[] => {
    const { name, outChannels, inChannels } = part;
    const places = outputPlaces(filter, part);
    return [
      {
        name: `${name}/weight`,
        shape: [outChannels, inChannels, kernel, kernel],
        entry: weight,
        each: (visit) => eachWeight(filter, part, visit),
      },
      {
        name: `${name}/bias`,
        shape: [outChannels],
        entry: bias,
        each: (visit) => {
          for (const [i, place] of places.entries()) visit(i, place);
        },
      },
    ];
  });
}

function linearMembers({ name: layer, outFeatures, inputs, cells }: LinearSpec, place: Place): Member[] {
  const F = paddedChannels(inputs) * cells;
  const places = placesOf(inputs);
  const weight = place({ layer, kind: 'weight', length: outFeatures * F, shape: [outFeatures, F], inputs });
  const bias = place({ layer, kind: 'bias', length: outFeatures, shape: [outFeatures] });
  return [
    {
      name: `${layer}/weight`,
      shape: [outFeatures, places.length * cells],
      entry: weight,
      each: (visit) => {
        for (let o = 0, specified = 0; o < outFeatures; o++) {
          for (const place of places) {
            for (let cell = 0; cell < cells; cell++) visit(specified++, o * F + place * cells + cell);
          }
        }
      },
    },
    {
      name: `${layer}/bias`,
      shape: [outFeatures],
      entry: bias,
      each: (visit) => {
        for (let o = 0; o < outFeatures; o++) visit(o, o);
      },
    },
  ];
}

function expected(weights: Weights, name: string, shape: readonly number[]): WeightArray {
  const found = weights.get(name);
  if (!found)
    throw new RcnnError(
      'bad-weights',
      `Expected the weights to hold ${name}, but it is missing: begin with a model of the same network.`,
    );
  if (found.shape.join() !== shape.join()) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${name} to be ${shape.join(' x ')}, but got ${found.shape.join(' x ')}.`,
    );
  }
  return found;
}
