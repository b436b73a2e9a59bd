/**
 * Convolution with bias and ReLU, and its gradients. Convolutions of one size on one input run as one.
 * Legend: N = batch, I and O = channels in memory, H x W = map (convolutions that learn keep it), P = N * H * W,
 * k = side of the filter.
 */
import { RcnnError } from '../../errors.js';
import type { Convolution } from '../../googlenet/layer.js';
import { convolvedSide } from '../../googlenet/shapes.js';
import { channelsOf, type FeatureMap, segmentOf } from './feature-map.js';
import { type FilterSpec, filterSize } from './filters.js';
import type { Step } from './step.js';

/** @returns one map a layer */
export function convolution(
  step: Step,
  layers: readonly Convolution[],
  x: FeatureMap,
  learns: boolean,
): FeatureMap[] {
  const spec = filterOf(step, layers, x, learns);
  const { graph, kernels } = step;
  const { kernel, stride, pad, relu } = layers[0]!;
  const y: FeatureMap = {
    value: kernels.convolve(x.value, {
      weight: graph.input(`${spec.name}:forward`),
      bias: graph.input(`${spec.name}:bias`),
      kernel: [kernel, kernel],
      stride,
      pads: [pad, pad, pad, pad],
      activation: relu ? 'relu' : undefined,
    }), // N x O x H x W
    batch: x.batch,
    segments: spec.outputs,
    height: convolvedSide(x.height, layers[0]!),
    width: convolvedSide(x.width, layers[0]!),
    nonNegative: relu,
  };
  const outputs = step.split(y);
  if (!learns && !step.tape.tracks(x)) return outputs;
  checkSame(layers[0]!);
  step.tape.record(outputs, (gradients) => {
    const parts = outputs.map((output) => gradients.of(output)!);
    const joined = parts.length === 1 ? parts[0]! : graph.concat(parts, 1);
    const dy = { ...y, value: relu ? reluGradient(step, joined, y) : joined };
    if (learns) weightGradients(step, spec, { x, dy });
    if (!spec.backward) return;
    gradients.merge(x, (sum) =>
      kernels.convolve(dy.value, {
        weight: graph.input(`${spec.name}:backward`),
        add: sum,
        kernel: [kernel, kernel],
        stride: 1,
        pads: [pad, pad, pad, pad],
      }),
    ); // N x I x H x W
  });
  return outputs;
}

function filterOf(step: Step, layers: readonly Convolution[], x: FeatureMap, learns: boolean): FilterSpec {
  const { block } = step.kernels;
  const spec = {
    name: layers[0]!.name,
    parts: layers,
    kernel: layers[0]!.kernel,
    inputs: x.segments,
    outputs: layers.map(({ outChannels }) => segmentOf(outChannels, block)),
    block,
    inputBlock: channelsOf(x) % block === 0 ? block : 1,
    learns,
    backward: step.tape.tracks(x),
  };
  step.filters.push(spec);
  return spec;
}

function checkSame({ name, kernel, stride, pad }: Convolution): void {
  if (stride === 1 && pad === (kernel - 1) / 2) return;
  throw new RcnnError('bad-option', `Expected ${name} to keep the size of its map, for it to be trained.`);
}

/** dy where y is above 0. (Greater, Cast and Mul take a fifth of the time of Where.) */
export function reluGradient({ graph }: Step, dy: string, { value }: FeatureMap): string {
  return graph.op('Mul', [dy, graph.above(value, graph.number(0))]);
}

/** Sums over all P pixels, as one matrix product with the second matrix transposed, which ONNX Runtime is fast at. */
function weightGradients(step: Step, spec: FilterSpec, { x, dy }: { x: FeatureMap; dy: FeatureMap }): void {
  const { graph } = step;
  const { kernel: k } = spec;
  const { inputs: I, outputs: O } = filterSize(spec);
  const [planes, slopes] = [step.channelMajor(x), step.channelMajor(dy)];
  graph.output(`${spec.name}:bias gradient`, step.sumOf(graph.reshape(slopes, graph.ints(O, -1)), 1)); // O
  if (k === 1) {
    const product = step.productOf(
      graph.reshape(planes, graph.ints(I, -1)),
      graph.reshape(slopes, graph.ints(O, -1)),
    );
    graph.output(`${spec.name}:weight gradient`, product); // I x O
    return;
  }
  const rows = graph.reshape(planes, graph.size(x.batch * I * x.height, x.width));
  const images = graph.reshape(slopes, graph.size(x.batch * O, x.height * x.width));
  const columns = shifts(step, rows, { kernel: k, channels: I, amount: (j) => graph.ints(0, -j, 0, j) });
  const lines = shifts(step, images, {
    kernel: k,
    channels: O,
    amount: (j) => graph.size(0, j * x.width, 0, -j * x.width),
  });
  graph.output(`${spec.name}:weight gradient`, step.productOf(columns, lines)); // kI x kO
}

/**
 * k copies, each shifted by one cell more: a shift is a `Pad` by a negative amount on the other side. The product of
 * x shifted over columns and dy shifted over rows is exactly all k x k taps, with 2k copies in place of k * k.
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
