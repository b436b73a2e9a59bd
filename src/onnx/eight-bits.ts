/**
 * What of a network runs in 8 bits (Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", arXiv 1712.05877): values are whole numbers of 0..255, convolutions multiply those.
 */
import { inputsOf, type Layer, type Network } from '../googlenet/layer.js';
import type { ValueRange } from '../weights/ranges.js';

const VALUE_STEPS = 255;
/** Of a range without width, such as that of a filter that never fires. */
const LEAST_WIDTH = 1e-6;

/** A whole number n stands for `scale * (n - zero)`. */
export interface Step {
  readonly scale: number;
  readonly zero: number;
}

export interface EightBits {
  /** Layers that compute in whole numbers. */
  readonly layers: ReadonlySet<string>;
  /** What the whole numbers of a value mean, by its name: of all that these layers read and give. */
  readonly steps: ReadonlyMap<string, Step>;
}

/** Linear layers, and convolutions without ReLU, give scores: they cost little, and rounding those would matter. */
function canBeWhole(layer: Layer): boolean {
  if (layer.op === 'convolution') return layer.relu;
  return layer.op === 'max-pool' || layer.op === 'concat';
}

/**
 * A layer computes in whole numbers when all that it reads and gives has a range; a maximum pool, besides, when what it reads
 * is whole. (ONNX Runtime pools floats as fast as whole numbers with channels last, as convolutions leave them, but takes ten
 * times as long for whole numbers with channels first, which float layers lead to.) What only leaves the network stays as it
 * is: rounding it would gain nothing.
 *
 * @param ranges of values; those of maximum pools are not looked at, since they give values that they read
 */
export function eightBits(network: Network, ranges: ReadonlyMap<string, ValueRange>): EightBits {
  const owners = rangeOwners(network);
  const layers = wholeLayers(network, (name) => ranges.has(owners.get(name)!));
  const values = new Set(layers.flatMap((layer) => [...inputsOf(layer), layer.name]));
  const steps = [...values].map((name) => [name, stepOf(ranges.get(owners.get(name)!)!)] as const);
  return { layers: new Set(layers.map(({ name }) => name)), steps: new Map(steps) };
}

/** The values whose ranges bring as much of a network as possible to 8 bits. */
export function valuesToMeasure(network: Network): Set<string> {
  const owners = rangeOwners(network);
  const layers = wholeLayers(network, (name) => owners.has(name));
  return new Set(
    layers.flatMap((layer) => [...inputsOf(layer), layer.name]).map((name) => owners.get(name)!),
  );
}

function wholeLayers({ layers }: Network, hasRange: (name: string) => boolean): Layer[] {
  const read = new Set(layers.flatMap(inputsOf));
  const whole = new Map<string, Layer>();
  for (const layer of layers) {
    const known = read.has(layer.name) && [layer.name, ...inputsOf(layer)].every(hasRange);
    if (!known || !canBeWhole(layer)) continue;
    if (layer.op !== 'max-pool' || whole.has(layer.input)) whole.set(layer.name, layer);
  }
  return [...whole.values()];
}

/** Whose range is a value's: its own, or of what its maxima are taken. */
function rangeOwners({ input, layers }: Network): Map<string, string> {
  const owners = new Map([[input, input]]);
  for (const layer of layers) {
    owners.set(layer.name, layer.op === 'max-pool' ? owners.get(layer.input)! : layer.name);
  }
  return owners;
}

/** Zero is one of the whole numbers, so that padding is exact. */
function stepOf(range: ValueRange): Step {
  const low = Math.min(0, range.low);
  const high = Math.max(low + LEAST_WIDTH, range.high, 0);
  const scale = Math.fround((high - low) / VALUE_STEPS);
  return { scale, zero: Math.min(VALUE_STEPS, Math.round(-low / scale)) };
}
