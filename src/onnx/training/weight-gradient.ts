/**
 * The gradient of a convolution's weights: sums over all positions of the output, as one matrix product with the second
 * matrix transposed, which is fast in ONNX Runtime. Legend: as in convolution.ts.
 */
import { keepsSize } from '../../googlenet/shapes.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import { type FilterSpec, filterSize } from './filters.js';
import type { Step } from './step.js';

export interface WeightGradientOptions {
  readonly x: FeatureMap;
  /** Gradient of the sums of products. */
  readonly dy: FeatureMap;
  readonly stride: number;
  readonly pad: number;
}

/** Outputs `<name>:weight gradient`, laid out as the weights are stored. */
export function weightGradient(step: Step, spec: FilterSpec, options: WeightGradientOptions): void {
  step.graph.output(`${spec.name}:weight gradient`, productOf(step, spec, options));
}

function productOf(step: Step, spec: FilterSpec, options: WeightGradientOptions): string {
  if (!keepsSize({ ...options, kernel: spec.kernel })) return stridedProduct(step, spec, options);
  const { x, dy } = options;
  const dyRows = step.rowsOf(dy);
  if (spec.kernel === 1) return step.productOf(step.rowsOf(x), dyRows); // I x O
  return shiftedProduct(step, spec, { x, dy });
}

/**
 * x shifted over k columns times dy shifted over k rows is exactly all k x k taps, with 2k copies in place of k * k.
 *
 * @returns kI x kO
 */
function shiftedProduct(
  step: Step,
  { kernel: k, ...spec }: FilterSpec,
  { x, dy }: { x: FeatureMap; dy: FeatureMap },
): string {
  const { graph } = step;
  const { inputs: I, outputs: O } = filterSize({ kernel: k, ...spec });
  const rows = graph.reshape(step.channelMajor(x), graph.size(x.batch * I * x.height, x.width));
  const images = graph.reshape(step.channelMajor(dy), graph.size(x.batch * O, x.height * x.width));
  const columns = shifts(step, rows, { kernel: k, channels: I, amount: (j) => graph.ints(0, -j, 0, j) });
  const lines = shifts(step, images, {
    kernel: k,
    channels: O,
    amount: (j) => graph.size(0, j * x.width, 0, -j * x.width),
  });
  return step.productOf(columns, lines);
}

/**
 * k copies, each shifted by one cell more: a shift is a `Pad` by a negative amount on the other side.
 *
 * @returns k * channels x P
 */
function shifts(
  { graph }: Step,
  matrix: string,
  { kernel, channels, amount }: { kernel: number; channels: number; amount: (shift: number) => string },
): string {
  const copies = Array.from({ length: kernel }, (_, j) => {
    const shift = j - (kernel - 1) / 2;
    const shifted = shift === 0 ? matrix : graph.op('Pad', [matrix, amount(shift)]);
    return graph.reshape(shifted, graph.ints(channels, -1));
  });
  return graph.concat(copies, 0);
}

/** Every tap by itself, k * k copies, which is affordable for the few channels of an image and for small maps. */
function stridedProduct(step: Step, { kernel: k }: FilterSpec, options: WeightGradientOptions): string {
  const { graph, kernels } = step;
  const { x, dy, stride, pad } = options;
  const [I, O] = [channelsOf(x), channelsOf(dy)];
  const padded = graph.op('Pad', [kernels.toPlanes(x), graph.ints(0, 0, pad, pad, 0, 0, pad, pad)]);
  const last = (side: number) => stride * (side - 1) + 1;
  const taps = Array.from({ length: k * k }, (_, tap) => {
    const [column, row] = [Math.floor(tap / k), tap % k];
    const from = graph.ints(row, column);
    const to = graph.size(row + last(dy.height), column + last(dy.width));
    return graph.op('Slice', [padded, from, to, graph.ints(2, 3), graph.ints(stride, stride)]);
  });
  const all = graph.transpose(graph.concat(taps, 1), 1, 0, 2, 3); // (column, row, I) x N x H x W
  const product = step.productOf(graph.reshape(all, graph.ints(k * k * I, -1)), step.rowsOf(dy));
  const byTap = graph.transpose(graph.reshape(product, graph.ints(k, k, I, O)), 0, 2, 1, 3);
  return graph.reshape(byTap, graph.ints(k * I, k * O)); // (column, I) x (row, O)
}
