/**
 * How a graph says what is in 8 bits: by pairs of QuantizeLinear and DequantizeLinear. Runtimes turn what lies between them
 * into their kernels for whole numbers. Legend: O = output channels of a convolution, I = its inputs.
 */
import type { WeightArray } from '../weights/weights.js';
import type { GraphParts } from './graph.js';
import { attribute, floats, type Initializer, int8s, int32s, type Node, uint8s } from './model-proto.js';

/**
 * Weights are in -64..64, which takes 7 bits: processors without instructions for 8-bit networks (AVX2, SSE) add pairs of
 * products in 16 bits, which 255 * 127 twice would overflow, and results would differ from one machine to the next.
 */
const WEIGHT_STEPS = 64;
/** Biases are in 32 bits; half of what they hold is left to the sums. */
const MOST_BIAS = 2 ** 30;

/** What reads a value, after it was whole. */
const wholeOf = (name: string) => `${name}:whole`;

/** Rewrites the nodes of a network so that its values in 8 bits are rounded where they are made. */
export function quantizeValues(parts: GraphParts, networkInput: string): void {
  const { layers, steps } = parts.eightBits;
  if (steps.size === 0) return;
  const nodes = steps.has(networkInput) ? pairOf(parts, networkInput) : [];
  for (const node of parts.nodes) {
    const isWhole = layers.has(layerOf(node));
    // What a float layer makes, another reads as it is.
    const input = node.input.map((value) =>
      steps.has(value) && (isWhole || layers.has(value)) ? wholeOf(value) : value,
    );
    nodes.push({ ...node, input });
    const [output] = node.output;
    if (steps.has(output!)) nodes.push(...pairOf(parts, output!));
  }
  parts.nodes.splice(0, parts.nodes.length, ...nodes);
}

/** The layer whose result a node computes, with or without its ReLU. */
function layerOf({ name }: Node): string {
  return name.replace(/:sum$/, '');
}

/**
 * From float to whole numbers and back. What a float layer gives is held to the range first, at its lower end, which changes
 * nothing: it keeps ONNX Runtime from rounding before a maximum pool and pooling whole numbers there (see eight-bits.ts).
 */
function pairOf({ initializers, eightBits }: GraphParts, name: string): Node[] {
  const { scale, zero } = eightBits.steps.get(name)!;
  const made = eightBits.layers.has(name);
  const [step, origin, bytes] = [`${name}:step`, `${name}:origin`, `${name}:bytes`];
  initializers.set(step, floats(step, [], Float32Array.of(scale)));
  initializers.set(origin, uint8s(origin, [], Uint8Array.of(zero)));
  const [lowest, held] = [`${name}:lowest`, `${name}:held`];
  if (!made) initializers.set(lowest, floats(lowest, [], Float32Array.of(-zero * scale)));
  const rounded = made ? name : held;
  return [
    ...(made ? [] : [{ opType: 'Max', name: held, input: [name, lowest], output: [held], attribute: [] }]),
    { opType: 'QuantizeLinear', name: bytes, input: [rounded, step, origin], output: [bytes], attribute: [] },
    dequantized(name, [bytes, step, origin]),
  ];
}

function dequantized(name: string, input: readonly string[], attributes: Node['attribute'] = []): Node {
  const output = wholeOf(name);
  return { opType: 'DequantizeLinear', name: output, input, output: [output], attribute: attributes };
}

/**
 * A convolution's weights and biases as whole numbers, with a scale per output channel.
 *
 * @param layer its weight O x I, its bias O, and the value that it reads
 * @returns the names that the convolution reads them by
 */
export function wholeParameters(
  parts: GraphParts,
  layer: {
    readonly name: string;
    readonly input: string;
    readonly weight: WeightArray;
    readonly bias: WeightArray;
  },
): string[] {
  const inputScale = parts.eightBits.steps.get(layer.input)!.scale;
  const { data: bias, shape } = layer.bias;
  const { scales, whole } = wholeWeights(layer.weight.data, bias, inputScale);
  const biasScales = scales.map((scale) => scale * inputScale);
  const wholeBias = Int32Array.from(bias, (value, o) => Math.round(value / biasScales[o]!));
  const [weightName, biasName] = [`${layer.name}/weight`, `${layer.name}/bias`];
  addWhole(parts, weightName, int8s(`${weightName}:bytes`, layer.weight.shape, whole), scales);
  addWhole(parts, biasName, int32s(`${biasName}:bytes`, shape, wholeBias), biasScales);
  return [wholeOf(weightName), wholeOf(biasName)];
}

function addWhole(parts: GraphParts, name: string, array: Initializer, scales: Float32Array): void {
  const step = `${name}:step`;
  parts.initializers.set(array.name, array);
  parts.initializers.set(step, floats(step, [scales.length], scales));
  parts.nodes.push(dequantized(name, [array.name, step], [attribute.int('axis', 0)]));
}

/** @param weight O x I */
function wholeWeights(weight: Float32Array, bias: Float32Array, inputScale: number) {
  const outputs = bias.length;
  const scales = new Float32Array(outputs);
  const whole = new Int8Array(weight.length);
  const row = weight.length / outputs;
  for (let o = 0; o < outputs; o++) {
    const [from, to] = [o * row, (o + 1) * row];
    let largest = 1e-8; // of a filter of zeros
    for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(weight[i]!));
    // Weights next to nothing beside their bias count for nothing: in their steps it would leave its 32 bits.
    scales[o] = Math.max(largest / WEIGHT_STEPS, Math.abs(bias[o]!) / (inputScale * MOST_BIAS));
    for (let i = from; i < to; i++) whole[i] = Math.round(weight[i]! / scales[o]!);
  }
  return { scales, whole };
}
