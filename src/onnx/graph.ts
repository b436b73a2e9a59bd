/**
 * Legend: N = batch, C = channels, H x W = map, K = features of a linear layer, R = regions.
 * Values inside the graph go by their layer's name; helpers of a layer by `<layer>:<what>`.
 */

import { RcnnError } from '../errors.js';
import type { Convolution, Layer, Linear, Network } from '../googlenet/layer.js';
import { sideInputsOf, takesMap } from '../googlenet/side-inputs.js';
import { rangesOf } from '../weights/ranges.js';
import type { WeightArray, Weights } from '../weights/weights.js';
import { eightBits } from './eight-bits.js';
import type { GraphParts } from './graph-parts.js';
import { type LocalResponseNormForm, localResponseNormNodes } from './local-response-norm.js';
import {
  attribute,
  encodeModel,
  FLOAT,
  float16s,
  floats,
  type Graph,
  type Node,
  type ValueInfo,
  valueInfo,
} from './model-proto.js';
import { quantizedParameters, quantizeValues } from './quantize-graph.js';
import { addResample, addRoiAlign } from './region-nodes.js';

export interface EncodeOptions {
  /** How local response normalisation is written; default `rewritten`, the fastest exact form. */
  readonly localResponseNorm?: LocalResponseNormForm;
  /**
   * Arrays that are stored as float16 stay so, and are cast where they are used: for a runtime that folds constants as
   * it loads, half to widen, to write and to read.
   */
  readonly keepHalves?: boolean;
}

/**
 * The network as an ONNX model (operator set 17), NCHW; float32, except where the weights hold ranges: between those layers it
 * computes in 8 bits (see eight-bits.ts). Batch and map sizes stay open.
 *
 * @param weights must hold every parameter of the network; what the network does not use is left out
 * @throws RcnnError `bad-weights` when a parameter is missing or has another shape
 */
export function encodeOnnx(network: Network, weights: Weights, options: EncodeOptions = {}): Uint8Array {
  const parts = graphParts(network, weights, options);
  const graph: Graph = {
    name: 'googlenet-rcnn',
    node: parts.nodes,
    initializer: [...parts.initializers.values()],
    input: graphInputs(network),
    output: network.outputs.map((name) => valueInfo(name)),
  };
  return encodeModel(graph);
}

/**
 * What the layers of a network become, in their order.
 *
 * @param options.channels of values besides the network's input that come from outside
 * @throws RcnnError as {@link encodeOnnx}
 */
export function graphParts(
  network: Network,
  weights: Weights,
  options: EncodeOptions & { readonly channels?: ReadonlyMap<string, number> } = {},
): GraphParts {
  const parts: GraphParts = {
    nodes: [],
    initializers: new Map(),
    channels: new Map([[network.input, network.inputChannels], ...(options.channels ?? [])]),
    keepHalves: options.keepHalves ?? false,
    eightBits: eightBits(network, rangesOf(network, weights)),
  };
  for (const layer of network.layers) {
    addLayer(parts, layer, weights, options);
    parts.channels.set(layer.name, channelsOf(layer, parts.channels));
  }
  quantizeValues(parts, network.input);
  return parts;
}

function channelsOf(layer: Layer, channels: ReadonlyMap<string, number>): number {
  if (layer.op === 'convolution') return layer.outChannels;
  if (layer.op === 'linear') return layer.outFeatures;
  if (layer.op === 'concat') return layer.inputs.reduce((sum, input) => sum + channels.get(input)!, 0);
  return channels.get(layer.input)!;
}

function graphInputs(network: Network): ValueInfo[] {
  const map = takesMap(network) ? ['N', network.inputChannels, 'H', 'W'] : undefined;
  const sides = [...sideInputsOf(network)].map(([name, shape]) => valueInfo(name, shape));
  return [valueInfo(network.input, map), ...sides];
}

function addLayer(parts: GraphParts, layer: Layer, weights: Weights, options: EncodeOptions): void {
  const { name } = layer;
  const add = (opType: string, input: readonly string[], attributes: Node['attribute'] = []) => {
    parts.nodes.push({ opType, name, input, output: [name], attribute: attributes });
  };
  switch (layer.op) {
    case 'convolution':
      addConvolution(parts, layer, weights);
      return;
    case 'linear':
      addLinear(parts, layer, weights);
      return;
    case 'max-pool':
      add('MaxPool', [layer.input], poolAttributes(layer.kernel, layer.stride, layer.pad));
      return;
    case 'average-pool':
      if (layer.kernel === 'global') add('GlobalAveragePool', [layer.input]);
      else add('AveragePool', [layer.input], poolAttributes(layer.kernel, layer.stride, 0));
      return;
    case 'local-response-norm':
      localResponseNormNodes(parts, layer, options.localResponseNorm ?? 'rewritten');
      return;
    case 'concat':
      add('Concat', layer.inputs, [attribute.int('axis', 1)]);
      return;
    case 'dropout':
      add('Identity', [layer.input]);
      return;
    case 'softmax':
      add('Softmax', [layer.input], [attribute.int('axis', 1)]);
      return;
    case 'roi-align':
      addRoiAlign(parts, layer);
      return;
    case 'resample':
      addResample(parts, layer);
      return;
  }
}

function addConvolution(parts: GraphParts, layer: Convolution, weights: Weights): void {
  const { input, inChannels, outChannels, kernel, stride, pad } = layer;
  const shape = [outChannels, inChannels, kernel, kernel];
  addWeighted(parts, layer, { opType: 'Conv', input, shape, weights }, [
    attribute.ints('kernel_shape', [kernel, kernel]),
    attribute.ints('strides', [stride, stride]),
    attribute.ints('pads', [pad, pad, pad, pad]),
  ]);
}

function addLinear(parts: GraphParts, layer: Linear, weights: Weights): void {
  const flat = `${layer.name}:flat`; // N x K
  parts.nodes.push({
    opType: 'Flatten',
    name: flat,
    input: [layer.input],
    output: [flat],
    attribute: [attribute.int('axis', 1)],
  });
  const shape = [layer.outFeatures, layer.inFeatures];
  addWeighted(parts, layer, { opType: 'Gemm', input: flat, shape, weights }, [attribute.int('transB', 1)]);
}

function poolAttributes(kernel: number, stride: number, pad: number): Node['attribute'] {
  return [
    attribute.ints('kernel_shape', [kernel, kernel]),
    attribute.ints('strides', [stride, stride]),
    attribute.ints('pads', [pad, pad, pad, pad]),
    attribute.int('ceil_mode', 1),
  ];
}

/** A node with weight and bias, followed by a ReLU where the layer has one. */
function addWeighted(
  parts: GraphParts,
  { name, relu }: { name: string; relu: boolean },
  operation: { opType: string; input: string; shape: readonly number[]; weights: Weights },
  attributes: Node['attribute'],
): void {
  const arrays = {
    weight: expectArray(operation.weights, `${name}/weight`, operation.shape),
    bias: expectArray(operation.weights, `${name}/bias`, operation.shape.slice(0, 1)),
  };
  const parameters = parts.eightBits.layers.has(name)
    ? quantizedParameters(parts, { name, input: operation.input, ...arrays })
    : [
        addParameter(parts, `${name}/weight`, arrays.weight),
        addParameter(parts, `${name}/bias`, arrays.bias),
      ];
  const sum = relu ? `${name}:sum` : name;
  parts.nodes.push({
    opType: operation.opType,
    name: sum,
    input: [operation.input, ...parameters],
    output: [sum],
    attribute: attributes,
  });
  if (relu) parts.nodes.push({ opType: 'Relu', name, input: [sum], output: [name], attribute: [] });
}

function expectArray(weights: Weights, name: string, shape: readonly number[]): WeightArray {
  const found = weights.get(name);
  if (!found) throw new RcnnError('bad-weights', `Expected the weights to hold ${name}, but they do not.`);
  if (found.shape.join() === shape.join()) return found;
  throw new RcnnError(
    'bad-weights',
    `Expected ${name} to be ${shape.join(' x ')}, but got ${found.shape.join(' x ')}.`,
  );
}

/** @returns the name that the graph knows it by */
function addParameter(parts: GraphParts, name: string, array: WeightArray): string {
  const { shape, halves } = array;
  if (!parts.keepHalves || !halves) {
    parts.initializers.set(name, floats(name, shape, array.data));
    return name;
  }
  const stored = `${name}:float16`;
  parts.initializers.set(stored, float16s(stored, shape, halves));
  const to = attribute.int('to', FLOAT);
  parts.nodes.push({ opType: 'Cast', name, input: [stored], output: [name], attribute: [to] });
  return name;
}
