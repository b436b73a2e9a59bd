/**
 * How the weights of a convolution lie in memory. Three layouts of one array, legend: O, I = channels in memory,
 * k = side of the filter, B = block, b = block of the input (1 when it is the image):
 * - stored, k x I x k x O (column, input, row, output): as `weightGradient` computes the gradient;
 * - forward, O / B x I / b x k x k x b x B: as the convolution reads it;
 * - backward, I / B x O / B x k x k reversed x B x B: as the convolution that computes the input's gradient reads it.
 */
import { paddedChannels, placesOf, type Segment } from './feature-map.js';

/** One or several convolutions of the specification, side by side on one input. */
export interface FilterSpec {
  /** Name of the first of them; the graph's inputs and outputs are named after it. */
  readonly name: string;
  readonly parts: readonly FilterPart[];
  readonly kernel: number;
  /** Make up I. */
  readonly inputs: readonly Segment[];
  /** Make up O: one segment per part. */
  readonly outputs: readonly Segment[];
  /** B, and b. */
  readonly block: number;
  readonly inputBlock: number;
  readonly trainable: boolean;
  /** Whether the gradient of the input is needed. */
  readonly backward: boolean;
}

export interface FilterPart {
  /** Of the layer: its weights are `<name>/weight` (channels x inputs x k x k) and `<name>/bias`. */
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** Channels in memory, zeros included, and how many weights the stored array has. */
export function filterSize(spec: FilterSpec): { inputs: number; outputs: number; weights: number } {
  const [inputs, outputs] = [paddedChannels(spec.inputs), paddedChannels(spec.outputs)];
  return { inputs, outputs, weights: inputs * outputs * spec.kernel ** 2 };
}

/**
 * Calls back for every weight of a part with its index in the specification's array and in the stored one: the only
 * function that knows both layouts.
 */
export function eachWeight(
  spec: FilterSpec,
  part: FilterPart,
  visit: (specified: number, stored: number) => void,
): void {
  const { kernel: k } = spec;
  const { inputs: I, outputs: O } = filterSize(spec);
  const from = placesOf(spec.inputs);
  const to = outputPlaces(spec, part);
  let specified = 0;
  for (let o = 0; o < part.outChannels; o++) {
    for (let i = 0; i < part.inChannels; i++) {
      for (let y = 0; y < k; y++) {
        for (let x = 0; x < k; x++) visit(specified++, ((x * I + from[i]!) * k + y) * O + to[o]!);
      }
    }
  }
}

/** Indices of the part's output channels among all of the filter's. */
export function outputPlaces(spec: FilterSpec, part: FilterPart): Int32Array {
  const at = spec.parts.indexOf(part);
  const first = paddedChannels(spec.outputs.slice(0, at));
  return placesOf([spec.outputs[at]!]).map((place) => first + place);
}

/** Stored to forward. The innermost loop copies B neighbours. */
export function toForward(spec: FilterSpec, stored: Float32Array, into: Float32Array): void {
  const { kernel: k, block: B, inputBlock: b } = spec;
  const { inputs: I, outputs: O } = filterSize(spec);
  let at = 0;
  for (let o = 0; o < O; o += B) {
    for (let i = 0; i < I; i += b) {
      for (let y = 0; y < k; y++) {
        for (let x = 0; x < k; x++) {
          for (let inner = i; inner < i + b; inner++) {
            const from = ((x * I + inner) * k + y) * O + o;
            for (let j = 0; j < B; j++) into[at++] = stored[from + j]!;
          }
        }
      }
    }
  }
}

/** Stored to backward. */
export function toBackward(spec: FilterSpec, stored: Float32Array, into: Float32Array): void {
  const { kernel: k, block: B } = spec;
  const { inputs: I, outputs: O } = filterSize(spec);
  let at = 0;
  for (let i = 0; i < I; i += B) {
    for (let o = 0; o < O; o += B) {
      for (let y = k - 1; y >= 0; y--) {
        for (let x = k - 1; x >= 0; x--) {
          const from = ((x * I + i) * k + y) * O + o;
          for (let outer = 0; outer < B; outer++) {
            for (let j = 0; j < B; j++) into[at++] = stored[from + j * k * O + outer]!;
          }
        }
      }
    }
  }
}
