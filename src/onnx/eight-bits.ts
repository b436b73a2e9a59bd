/**
 * Which part of a network runs in 8 bits (Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", arXiv 1712.05877): its values are integers from 0 to 255, and its convolutions
 * multiply integers.
 */
import { inputsOf, type Layer, type Network } from '../googlenet/layer.js';
import type { ValueRange } from '../weights/ranges.js';

/** Steps between the 256 values of 8 bits. */
const VALUE_STEPS = 255;
/** For a range without width, such as that of a filter that never fires. */
const LEAST_WIDTH = 1e-6;

/** The integer n stands for `scale * (n - zeroPoint)`. */
interface Quantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

export interface EightBits {
  /** Layers that compute with integers. */
  readonly layers: ReadonlySet<string>;
  /** How each value that these layers read or give is quantized, by its name. */
  readonly values: ReadonlyMap<string, Quantization>;
}

/** Linear layers, and convolutions without ReLU, give scores: they cost little, and rounding scores would matter. */
function isQuantizable(layer: Layer): boolean {
  if (layer.op === 'convolution') return layer.relu;
  return layer.op === 'max-pool' || layer.op === 'concat';
}

/**
 * A layer is quantized when everything that it reads and gives has a range; a maximum pool only if the layer before it is
 * quantized, too. Quantized convolutions leave channels last, and there ONNX Runtime pools floats as fast as integers; float
 * layers leave channels first, and there pooling integers takes ten times as long. A value that only leaves the network
 * stays in float: rounding it would gain nothing.
 *
 * @param ranges by the name of the value; a maximum pool needs none of its own, since it gives values that it reads
 */
export function eightBits(network: Network, ranges: ReadonlyMap<string, ValueRange>): EightBits {
  const owners = rangeOwners(network);
  const layers = quantizedLayers(network, (name) => ranges.has(owners.get(name)!));
  const names = new Set(layers.flatMap((layer) => [...inputsOf(layer), layer.name]));
  const values = [...names].map((name) => [name, quantizationOf(ranges.get(owners.get(name)!)!)] as const);
  return { layers: new Set(layers.map(({ name }) => name)), values: new Map(values) };
}

/** The values whose ranges bring as much of a network as possible into 8 bits. */
export function valuesToMeasure(network: Network): Set<string> {
  const owners = rangeOwners(network);
  const layers = quantizedLayers(network, (name) => owners.has(name));
  return new Set(
    layers.flatMap((layer) => [...inputsOf(layer), layer.name]).map((name) => owners.get(name)!),
  );
}

function quantizedLayers({ layers }: Network, hasRange: (name: string) => boolean): Layer[] {
  const read = new Set(layers.flatMap(inputsOf));
  const quantized = new Map<string, Layer>();
  for (const layer of layers) {
    const known = read.has(layer.name) && [layer.name, ...inputsOf(layer)].every(hasRange);
    if (!known || !isQuantizable(layer)) continue;
    if (layer.op !== 'max-pool' || quantized.has(layer.input)) quantized.set(layer.name, layer);
  }
  return [...quantized.values()];
}

/** The value whose range each value has: its own, or behind maximum pools that of what they read. */
function rangeOwners({ input, layers }: Network): Map<string, string> {
  const owners = new Map([[input, input]]);
  for (const layer of layers) {
    owners.set(layer.name, layer.op === 'max-pool' ? owners.get(layer.input)! : layer.name);
  }
  return owners;
}

/** 0 is always one of the 256 values, so that padding is exact. */
function quantizationOf(range: ValueRange): Quantization {
  const low = Math.min(0, range.low);
  const high = Math.max(low + LEAST_WIDTH, range.high, 0);
  const scale = Math.fround((high - low) / VALUE_STEPS);
  return { scale, zeroPoint: Math.min(VALUE_STEPS, Math.round(-low / scale)) };
}
