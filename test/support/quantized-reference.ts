/**
 * The slow twin of networks in 8 bits: the reference network, every value and weight rounded to its steps, still in
 * floats. Written apart from src/onnx/eight-bits.ts, from the description in docs/weights.md.
 */
import type { Tensor } from '../../src/engines/engine.js';
import { inputsOf, type Layer, type Network } from '../../src/googlenet/layer.js';
import type { Weights } from '../../src/weights/weights.js';
import { runReference } from './reference-network.js';

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Every layer's value by name, as those that read it in 8 bits see it. */
export function runQuantizedReference(
  network: Network,
  weights: Weights,
  inputs: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const read = new Set(network.layers.flatMap(inputsOf));
  const whole = network.layers.filter(
    (layer) =>
      ['convolution', 'max-pool', 'concat'].includes(layer.op) &&
      !(layer.op === 'convolution' && !layer.relu) &&
      read.has(layer.name) &&
      [layer.name, ...inputsOf(layer)].every((name) => rangeOf(name, network, weights)),
  );
  const rounded = new Set(whole.flatMap((layer) => [layer.name, ...inputsOf(layer)]));
  const values: Record<string, Tensor> = { ...inputs };
  const round = (name: string) => {
    if (rounded.has(name)) values[name] = roundTo(values[name]!, rangeOf(name, network, weights)!);
  };
  round(network.input);
  for (const layer of network.layers) {
    const own = whole.includes(layer) ? roundWeights(layer, weights) : weights;
    values[layer.name] = runReference({ ...network, layers: [layer] }, own, values)[layer.name]!;
    round(layer.name);
  }
  return values;
}

/** A maximum pool has the range of what it reads. */
function rangeOf(name: string, network: Network, weights: Weights): Range | undefined {
  const layer = network.layers.find((one) => one.name === name);
  if (layer?.op === 'max-pool') return rangeOf(layer.input, network, weights);
  const data = weights.get(`${name}/range`)?.data;
  const low = Math.min(0, data?.[0] ?? 0);
  return data && { low, high: Math.max(0, data[1]!, low + 1e-6) }; // a filter may never fire
}

/** To the nearest of 256 steps, of which one is zero; ties go to the even one, what is beyond the range to its end. */
function roundTo({ data, shape }: Tensor, { low, high }: Range): Tensor {
  const step = Math.fround((high - low) / 255);
  const zero = Math.round(-low / step);
  const steps = (value: number) => Math.min(255, Math.max(0, zero + toEven(value / step)));
  return { data: data.map((value) => (steps(value) - zero) * step), shape };
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Each filter to 64 steps of its largest weight on both sides of zero. */
function roundWeights(layer: Layer, weights: Weights): Weights {
  const name = `${layer.name}/weight`;
  const found = weights.get(name);
  if (!found) return weights;
  const { data, shape } = found;
  const row = data.length / shape[0]!;
  const largest = Array.from({ length: shape[0]! }, (_, o) =>
    Math.max(...data.subarray(o * row, (o + 1) * row).map(Math.abs)),
  );
  const steps = largest.map((most) => Math.fround(most / 64));
  const rounded = data.map((value, i) => {
    const step = steps[Math.floor(i / row)]!;
    return Math.round(value / step) * step;
  });
  return new Map([...weights, [name, { data: rounded, shape }]]);
}
