/**
 * A detector as one ONNX graph: picture and proposals in, class probabilities and refined boxes out. What is left to the
 * caller is scaling the picture, proposing boxes, and non-maximum suppression.
 * Legend: H x W = the scaled picture, R = regions, K = classes.
 */
import type { Network } from '../googlenet/layer.js';
import { type Head, headOutput, regionNetwork, trunkNetwork } from '../googlenet/region-network.js';
import type { Preprocessing } from '../imaging/preprocessing.js';
import type { Weights } from '../weights/weights.js';
import { graphParts } from './graph.js';
import type { GraphParts } from './graph-parts.js';
import { attribute, encodeModel, floats, int64s, type Node, valueInfo } from './model-proto.js';

/** As in detection: exp of an outlier would overflow. */
const MAX_LOG_SCALE = Math.log(1000 / 16);

export interface DetectorGraphOptions {
  /** The whole GoogLeNet. */
  readonly network: Network;
  readonly weights: Weights;
  readonly preprocessing: Preprocessing;
  readonly scores: Head;
  readonly deltas: Head;
  /** Sides of what is seen over those of the region. */
  readonly context: number;
  /** Of a region's map, per side. */
  readonly cells: number;
  /** Texts to go with the graph, such as the model's card. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Inputs: `image`, 1 x 3 x H x W, red, green, blue of 0..255, scaled as the card's `shortSide` and `longSide` say;
 * `boxes`, R x 4 (x1, y1, x2, y2), in pixels of it. Outputs: `scores`, R x K probabilities, and `refined`, R x K x 4
 * boxes per class in the same pixels, which may leave the picture.
 *
 * @throws RcnnError `bad-weights` when a parameter is missing or has another shape
 */
export function encodeDetector(options: DetectorGraphOptions): Uint8Array {
  const { network, weights, scores, deltas, cells, metadata } = options;
  const trunk = trunkNetwork(network);
  const regions = regionNetwork(network, { heads: [scores, deltas], cells });
  const parts = graphParts({ ...trunk, layers: [...trunk.layers, ...regions.layers] }, weights);
  const first = preprocessed(parts, trunk.input, options);
  const context = enlarged(parts, options.context);
  const last = [...probabilities(parts, scores), ...refined(parts, deltas)];
  const graph = {
    name: 'googlenet-rcnn detector',
    node: [...first, ...context, ...parts.nodes, ...last],
    initializer: [...parts.initializers.values()],
    input: [valueInfo('image', [1, 3, 'H', 'W']), valueInfo('boxes', ['R', 4])],
    output: [valueInfo('scores', ['R', 'K']), valueInfo('refined', ['R', 'K', 4])],
  };
  return encodeModel(graph, metadata);
}

function node(
  opType: string,
  input: readonly string[],
  output: string,
  ...given: Node['attribute'][number][]
): Node {
  return { opType, name: output, input, output: [output], attribute: given };
}

function constant(
  parts: GraphParts,
  name: string,
  dims: readonly number[],
  values: readonly number[],
): string {
  parts.initializers.set(name, floats(name, dims, Float32Array.from(values)));
  return name;
}

function whole(parts: GraphParts, name: string, values: readonly number[]): string {
  parts.initializers.set(name, int64s(name, values));
  return name;
}

/** RGB of 0..255 to the network's planes. */
function preprocessed(parts: GraphParts, input: string, { preprocessing }: DetectorGraphOptions): Node[] {
  const { channelOrder, mean, scale = 1 } = preprocessing;
  const order = whole(parts, 'image:order', channelOrder === 'bgr' ? [2, 1, 0] : [0, 1, 2]);
  const offsets = constant(parts, 'image:mean', [1, 3, 1, 1], mean);
  const unit = constant(parts, 'image:scale', [], [scale]);
  return [
    node('Gather', ['image', order], 'image:ordered', attribute.int('axis', 1)),
    node('Sub', ['image:ordered', offsets], 'image:centred'),
    node('Mul', ['image:centred', unit], input),
  ];
}

/** Each region with its surroundings: a product with a 4 x 4 matrix. */
function enlarged(parts: GraphParts, context: number): Node[] {
  const [out, own] = [-(context - 1) / 2, (context + 1) / 2];
  const rows = [
    [own, 0, out, 0],
    [0, own, 0, out],
    [out, 0, own, 0],
    [0, out, 0, own],
  ];
  return [node('MatMul', ['boxes', constant(parts, 'boxes:context', [4, 4], rows.flat())], 'regions')];
}

function probabilities(parts: GraphParts, head: Head): Node[] {
  if (!head.softmax) return [node('Sigmoid', [headOutput(head)], 'scores')];
  const [from, to, axis] = [
    whole(parts, 'scores:from', [1]), // 0 is the background
    whole(parts, 'scores:to', [head.outFeatures]),
    whole(parts, 'scores:axis', [1]),
  ];
  return [node('Slice', [headOutput(head), from, to, axis], 'scores')];
}

/** R-CNN's box regression [appendix C]: centres move by shares of the region's sides, which are scaled by exp. */
function refined(parts: GraphParts, head: Head): Node[] {
  const shape = whole(parts, 'refined:shape', [-1, head.outFeatures / 4, 4]);
  const middle = [0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5]; // 4 x 2: x1, y1, x2, y2 to x, y
  const sides = [-1, 0, 0, -1, 1, 0, 0, 1];
  const centres = constant(parts, 'refined:middle', [4, 2], middle);
  const sizes = constant(parts, 'refined:sides', [4, 2], sides);
  const perClass = whole(parts, 'refined:class', [1]);
  const two = whole(parts, 'refined:two', [2, 2]);
  const limit = constant(parts, 'refined:limit', [], [MAX_LOG_SCALE]);
  const half = constant(parts, 'refined:half', [], [0.5]);
  return [
    node('Reshape', [headOutput(head), shape], 'refined:deltas'), // R x K x 4
    {
      ...node('Split', ['refined:deltas', two], 'refined:shift', attribute.int('axis', 2)),
      output: ['refined:shift', 'refined:growth'], // R x K x 2 each
    },
    node('MatMul', ['boxes', centres], 'refined:centre'),
    node('MatMul', ['boxes', sizes], 'refined:size'),
    node('Unsqueeze', ['refined:centre', perClass], 'refined:centres'), // R x 1 x 2
    node('Unsqueeze', ['refined:size', perClass], 'refined:sizes'),
    node('Mul', ['refined:shift', 'refined:sizes'], 'refined:moved'),
    node('Add', ['refined:centres', 'refined:moved'], 'refined:at'),
    node('Min', ['refined:growth', limit], 'refined:grown'),
    node('Exp', ['refined:grown'], 'refined:times'),
    node('Mul', ['refined:sizes', 'refined:times'], 'refined:sides:new'),
    node('Mul', ['refined:sides:new', half], 'refined:halves'),
    node('Sub', ['refined:at', 'refined:halves'], 'refined:low'),
    node('Add', ['refined:at', 'refined:halves'], 'refined:high'),
    node('Concat', ['refined:low', 'refined:high'], 'refined', attribute.int('axis', 2)),
  ];
}
