/**
 * A network of regions in two graphs, with RoIAlign between them for somebody else to do (src/engines/onnx/region-aligner.ts).
 *
 * Convolutions of 1 x 1 directly behind RoIAlign move before it: both are linear, so that the order does not matter as long
 * as bias and ReLU come last. The first graph then convolves a map of some thousand cells once per image, instead of 49
 * cells per region: a seventh of the operations of GoogLeNet's regions. What else reads the aligned map gets it as it is.
 * Legend: R = regions, C x H x W = the map, S = size of an aligned region.
 */
import { type Convolution, inputsOf, type Layer, type Network, type RoiAlign } from '../googlenet/layer.js';
import { rangesOf } from '../weights/ranges.js';
import type { WeightArray, Weights } from '../weights/weights.js';
import { eightBits } from './eight-bits.js';
import { type EncodeOptions, graphParts } from './graph.js';
import type { GraphParts } from './graph-parts.js';
import { attribute, encodeModel, type Node, valueInfo } from './model-proto.js';

/** Aligned values have channels in whole vectors of four floats; others stay behind RoIAlign. */
const CHANNEL_STEP = 4;

/** What RoIAlign is to make of one of the maps. */
interface AlignedValue {
  /** The value that it stands for, in both graphs. */
  readonly name: string;
  /** C' of its map, H x W x C', and of what is aligned, R x S x S x C'; a multiple of 4. */
  readonly channels: number;
  /** Added to what is aligned; default: none. */
  readonly bias?: Float32Array;
  /** Whether negative results become 0. */
  readonly relu: boolean;
}

export interface RegionGraphs {
  readonly align: RoiAlign;
  readonly values: readonly AlignedValue[];
  /** ONNX model: the network's input to a map per value, 1 x H x W x C'. */
  readonly maps: Uint8Array;
  /** ONNX model: the aligned values, R x S x S x C', to the network's outputs. */
  readonly regions: Uint8Array;
}

/**
 * @returns undefined for a network that does not begin with a RoIAlign that alone reads its input, or whose map has channels
 *   that are no multiple of 4
 * @throws RcnnError `bad-weights` when a parameter is missing or has another shape
 */
export function encodeRegions(
  network: Network,
  weights: Weights,
  options: EncodeOptions = {},
): RegionGraphs | undefined {
  const align = startOf(network);
  if (!align) return undefined;
  const behind: Network = { ...network, input: align.name, layers: network.layers.slice(1) };
  // What runs in 8 bits stays where its ranges were measured.
  const { layers: inBytes } = eightBits(behind, rangesOf(behind, weights));
  const moved = behind.layers.filter(
    (layer): layer is Convolution => isMovable(layer, align.name) && !inBytes.has(layer.name),
  );
  const layers = behind.layers.filter((layer) => !moved.includes(layer as Convolution));
  const isRead = [...network.outputs, ...layers.flatMap(inputsOf)].includes(align.name);
  const maps = mapsGraph({ network, moved, whole: isRead ? align.name : undefined }, weights, options);
  const values: AlignedValue[] = moved.map(({ name, outChannels, relu }) => {
    return { name, channels: outChannels, bias: weights.get(`${name}/bias`)!.data, relu };
  });
  if (isRead) values.push({ name: align.name, channels: network.inputChannels, relu: false });
  const channels = new Map(values.map((value) => [value.name, value.channels]));
  const parts = graphParts({ ...behind, layers }, weights, { ...options, channels });
  const joined = new Set(layers.flatMap((layer) => (layer.op === 'concat' ? layer.inputs : [])));
  const regions = regionsGraph(parts, { values, joined, outputs: network.outputs, size: align.size });
  return { align, values, maps, regions };
}

/** RoIAlign, if it is all that reads the network's input. */
function startOf({ input, inputChannels, layers }: Network): RoiAlign | undefined {
  const [first, ...rest] = layers;
  const isAlone = rest.every((layer) => layer.op !== 'roi-align' && !inputsOf(layer).includes(input));
  const fits = inputChannels % CHANNEL_STEP === 0;
  return first?.op === 'roi-align' && first.input === input && isAlone && fits ? first : undefined;
}

function isMovable(layer: Layer, input: string): boolean {
  if (layer.op !== 'convolution' || layer.input !== input) return false;
  return (
    layer.kernel === 1 && layer.stride === 1 && layer.pad === 0 && layer.outChannels % CHANNEL_STEP === 0
  );
}

/** @param whole the value that stands for the whole map, if it is wanted */
function mapsGraph(
  { network, moved, whole }: { network: Network; moved: readonly Convolution[]; whole: string | undefined },
  weights: Weights,
  options: EncodeOptions,
): Uint8Array {
  const { input, inputChannels } = network;
  const layers = moved.map((layer) => ({ ...layer, input, relu: false }));
  const convolutions: Network = { input, inputChannels, layers, outputs: [] };
  const { nodes, initializers } = graphParts(convolutions, withoutBiases(weights, moved), options);
  const last = [
    ...moved.map(({ name }) => turned(name, mapName(name), CHANNELS_LAST)),
    ...(whole ? [turned(input, mapName(whole), CHANNELS_LAST)] : []),
  ];
  return encodeModel({
    name: 'googlenet-rcnn maps',
    node: [...nodes, ...last],
    initializer: [...initializers.values()],
    input: [valueInfo(input, [1, inputChannels, 'H', 'W'])],
    output: last.map(({ name }) => valueInfo(name)),
  });
}

/** The parameters of these convolutions, zeros for their biases; what is missing stays missing. */
function withoutBiases(weights: Weights, convolutions: readonly Convolution[]): Weights {
  const found = convolutions.flatMap(({ name }) =>
    ['weight', 'bias'].flatMap((part): [string, WeightArray][] => {
      const array = weights.get(`${name}/${part}`);
      if (!array) return [];
      const zeros = { shape: array.shape, data: new Float32Array(array.data.length) };
      return [[`${name}/${part}`, part === 'bias' ? zeros : array]];
    }),
  );
  return new Map(found);
}

interface RegionsGraphOptions {
  readonly values: readonly AlignedValue[];
  /** Values that concatenations read. */
  readonly joined: ReadonlySet<string>;
  readonly outputs: readonly string[];
  readonly size: number;
}

function regionsGraph(
  { nodes, initializers }: GraphParts,
  { values, joined, outputs, size }: RegionsGraphOptions,
): Uint8Array {
  const first = values.flatMap(({ name }) =>
    joined.has(name) ? blocked(alignedName(name), name) : [turned(alignedName(name), name, CHANNELS_FIRST)],
  );
  return encodeModel({
    name: 'googlenet-rcnn regions',
    node: [...first, ...nodes],
    initializer: [...initializers.values()],
    input: values.map(({ name, channels }) => valueInfo(alignedName(name), ['R', size, size, channels])),
    output: outputs.map((name) => valueInfo(name)),
  });
}

/** The output of the first graph that a value is aligned from. */
export function mapName(value: string): string {
  return `${value}:map`;
}

/** The input of the second graph that it comes in by. */
export function alignedName(value: string): string {
  return `${value}:aligned`;
}

/**
 * Channels first, by way of a maximum pool of 1 x 1: ONNX Runtime brings what a pool or a convolution reads into its blocked
 * layout, but not what only a concatenation reads, which would then bring everything out of it again.
 */
function blocked(from: string, to: string): Node[] {
  const first = `${to}:first`;
  const kernel = attribute.ints('kernel_shape', [1, 1]);
  const pool = { opType: 'MaxPool', name: to, input: [first], output: [to], attribute: [kernel] };
  return [turned(from, first, CHANNELS_FIRST), pool];
}

const CHANNELS_LAST = [0, 2, 3, 1];
const CHANNELS_FIRST = [0, 3, 1, 2];

function turned(from: string, to: string, axes: readonly number[]): Node {
  const perm = attribute.ints('perm', axes);
  return { opType: 'Transpose', name: to, input: [from], output: [to], attribute: [perm] };
}
