/**
 * How a graph says what is in 8 bits: with pairs of QuantizeLinear and DequantizeLinear. Runtimes replace the operators
 * between such pairs by their integer kernels. Legend: O = output channels of a convolution, I = its inputs.
 */
import type { WeightArray } from '../weights/weights.js';
import type { GraphParts } from './graph-parts.js';
import { attribute, floats, type Initializer, int8s, int32s, type Node, uint8s } from './model-proto.js';

/**
 * Weights are in -64..64, not -127..127: processors without instructions for 8-bit networks (AVX2, SSE) add pairs of products
 * in 16 bits, where 2 * 255 * 64 fits and 2 * 255 * 127 overflows, so that results would differ between machines.
 */
const WEIGHT_STEPS = 64;
/** Biases have 32 bits; half of the range is left for the sums that are added to them. */
const MOST_BIAS = 2 ** 30;
/** A filter of zeros needs a scale, too. */
const LEAST_WEIGHT = 1e-8;

/** The name of a value after quantizing and dequantizing. */
const dequantizedName = (name: string) => `${name}:dequantized`;

/** Rewrites the nodes of a network so that its values in 8 bits are quantized where they are computed. */
export function quantizeValues(parts: GraphParts, networkInput: string): void {
  const { layers, values } = parts.eightBits;
  if (values.size === 0) return;
  const nodes = values.has(networkInput) ? pairOf(parts, networkInput) : [];
  for (const node of parts.nodes) {
    const isQuantized = layers.has(layerOf(node));
    // Between two float layers a value is not rounded.
    const input = node.input.map((value) =>
      values.has(value) && (isQuantized || layers.has(value)) ? dequantizedName(value) : value,
    );
    nodes.push({ ...node, input });
    const [output] = node.output;
    if (values.has(output!)) nodes.push(...pairOf(parts, output!));
  }
  parts.nodes.splice(0, parts.nodes.length, ...nodes);
}

/** The layer whose result a node computes, with or without its ReLU. */
function layerOf({ name }: Node): string {
  return name.replace(/:sum$/, '');
}

/**
 * From float to integers and back. What a float layer gives is first clamped at the lower end of its range, as quantizing would
 * do anyway: that keeps ONNX Runtime from moving the quantization before a maximum pool (see eight-bits.ts).
 */
function pairOf({ initializers, eightBits }: GraphParts, name: string): Node[] {
  const { scale, zeroPoint } = eightBits.values.get(name)!;
  const [step, zero, quantized] = [`${name}:scale`, `${name}:zero_point`, `${name}:quantized`];
  initializers.set(step, floats(step, [], Float32Array.of(scale)));
  initializers.set(zero, uint8s(zero, [], Uint8Array.of(zeroPoint)));
  const [lowest, clamped] = [`${name}:lowest`, `${name}:clamped`];
  const ofFloat = !eightBits.layers.has(name);
  if (ofFloat) initializers.set(lowest, floats(lowest, [], Float32Array.of(-zeroPoint * scale)));
  const input = [ofFloat ? clamped : name, step, zero];
  const clamp = { opType: 'Max', name: clamped, input: [name, lowest], output: [clamped], attribute: [] };
  return [
    ...(ofFloat ? [clamp] : []),
    { opType: 'QuantizeLinear', name: quantized, input, output: [quantized], attribute: [] },
    dequantized(name, [quantized, step, zero]),
  ];
}

function dequantized(name: string, input: readonly string[], attributes: Node['attribute'] = []): Node {
  const output = dequantizedName(name);
  return { opType: 'DequantizeLinear', name: output, input, output: [output], attribute: attributes };
}

/**
 * Adds a convolution's weights and biases as integers, with a scale per output channel.
 *
 * @param layer its weight (O x I), its bias (O) and the value that it reads
 * @returns the names by which the convolution reads them
 */
export function quantizedParameters(
  parts: GraphParts,
  layer: {
    readonly name: string;
    readonly input: string;
    readonly weight: WeightArray;
    readonly bias: WeightArray;
  },
): string[] {
  const inputScale = parts.eightBits.values.get(layer.input)!.scale;
  const { data: bias, shape } = layer.bias;
  const { scales, integers } = quantizedWeights(layer.weight.data, bias, inputScale);
  const biasScales = scales.map((scale) => scale * inputScale);
  const quantizedBias = Int32Array.from(bias, (value, o) => Math.round(value / biasScales[o]!));
  const [weightName, biasName] = [`${layer.name}/weight`, `${layer.name}/bias`];
  addQuantized(parts, weightName, int8s(`${weightName}:quantized`, layer.weight.shape, integers), scales);
  addQuantized(parts, biasName, int32s(`${biasName}:quantized`, shape, quantizedBias), biasScales);
  return [dequantizedName(weightName), dequantizedName(biasName)];
}

function addQuantized(parts: GraphParts, name: string, array: Initializer, scales: Float32Array): void {
  const step = `${name}:scale`;
  parts.initializers.set(array.name, array);
  parts.initializers.set(step, floats(step, [scales.length], scales));
  parts.nodes.push(dequantized(name, [array.name, step], [attribute.int('axis', 0)]));
}

/**
 * Bounds and scales are kept out of the loops, and both loops are plain: the six million weights of a network are quantized
 * before the first photograph is looked at.
 *
 * @param weight O x I
 */
function quantizedWeights(weight: Float32Array, bias: Float32Array, inputScale: number) {
  const outputs = bias.length;
  const scales = new Float32Array(outputs);
  const integers = new Int8Array(weight.length);
  const row = weight.length / outputs;
  for (let o = 0; o < outputs; o++) {
    const [from, to] = [o * row, (o + 1) * row];
    // Where weights are tiny beside their bias, the bias sets the scale: with theirs it would overflow 32 bits.
    scales[o] = Math.max(
      largestOf(weight, from, to) / WEIGHT_STEPS,
      Math.abs(bias[o]!) / (inputScale * MOST_BIAS),
    );
    const scale = scales[o]!;
    for (let i = from; i < to; i++) integers[i] = Math.floor(weight[i]! / scale + 0.5);
  }
  return { scales, integers };
}

function largestOf(weight: Float32Array, from: number, to: number): number {
  let largest = LEAST_WEIGHT;
  for (let i = from; i < to; i++) {
    const size = Math.abs(weight[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}
