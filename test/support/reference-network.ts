/**
 * The slow twin of every engine: each layer of a network as the literal loop that its definition reads like,
 * in double precision, one value at a time. Legend: N = batch, C = channels, H x W = map, R = regions.
 */
import type { Tensor } from '../../src/engines/engine.js';
import type {
  Concat,
  Convolution,
  Layer,
  Linear,
  LocalResponseNorm,
  Network,
  RoiAlign,
} from '../../src/googlenet/layer.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import type { WeightArray, Weights } from '../../src/weights/weights.js';

/** Every layer's value by name, N x C x H x W (N x K behind linear layers). */
export function runReference(
  network: Network,
  weights: Weights,
  inputs: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const values = { ...inputs };
  for (const layer of network.layers) values[layer.name] = runLayer(layer, values, weights);
  return values;
}

function runLayer(layer: Layer, values: Readonly<Record<string, Tensor>>, weights: Weights): Tensor {
  if (layer.op === 'concat') return concat(layer, values);
  const input = values[layer.input]!;
  switch (layer.op) {
    case 'convolution':
      return convolution(layer, input, parametersFor(layer, weights));
    case 'linear':
      return linear(layer, input, parametersFor(layer, weights));
    case 'max-pool':
      return pool(input, layer, (cells) => Math.max(...cells));
    case 'average-pool': {
      const kernel = layer.kernel === 'global' ? Math.max(input.shape[2]!, input.shape[3]!) : layer.kernel;
      return pool(input, { kernel, stride: layer.stride, pad: 0 }, mean, layer.kernel === 'global');
    }
    case 'local-response-norm':
      return localResponseNorm(layer, input);
    case 'roi-align':
      return roiAlign(layer, input, values[layer.regions]!);
    case 'resample':
      return resample(input, values[layer.rows]!, values[layer.columns]!);
    case 'softmax':
      return softmax(input);
    case 'dropout':
      return input;
  }
}

const mean = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
const rectified = (value: number, relu: boolean) => (relu ? Math.max(0, value) : value);

interface Parameters {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

function parametersFor({ name }: Layer, weights: Weights): Parameters {
  return { weight: weights.get(`${name}/weight`)!.data, bias: weights.get(`${name}/bias`)!.data };
}

/** Makes an N x C x H x W tensor from a rule for one value. */
function fill(
  shape: readonly [number, number, number, number],
  valueAt: (n: number, c: number, y: number, x: number) => number,
): Tensor {
  const [batch, channels, height, width] = shape;
  const data = new Float32Array(batch * channels * height * width);
  let at = 0;
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[at++] = valueAt(n, c, y, x);
  return { data, shape };
}

/** The value at a place; 0 outside the map, which is what padding with zeros means. */
function at({ data, shape }: Tensor, n: number, c: number, y: number, x: number): number {
  const [, channels, height, width] = shape as [number, number, number, number];
  if (y < 0 || y >= height || x < 0 || x >= width) return 0;
  return data[((n * channels + c) * height + y) * width + x]!;
}

function convolution(layer: Convolution, input: Tensor, { weight, bias }: Parameters): Tensor {
  const { inChannels, outChannels, kernel, stride, pad, relu } = layer;
  const side = (length: number) => Math.floor((length + 2 * pad - kernel) / stride) + 1;
  const [batch, , height, width] = input.shape as [number, number, number, number];
  return fill([batch, outChannels, side(height), side(width)], (n, o, y, x) => {
    let sum = bias[o]!;
    for (let i = 0; i < inChannels; i++)
      for (let dy = 0; dy < kernel; dy++)
        for (let dx = 0; dx < kernel; dx++)
          sum +=
            weight[((o * inChannels + i) * kernel + dy) * kernel + dx]! *
            at(input, n, i, y * stride - pad + dy, x * stride - pad + dx);
    return rectified(sum, relu);
  });
}

function linear({ inFeatures, outFeatures, relu }: Linear, input: Tensor, parameters: Parameters): Tensor {
  const batch = input.shape[0]!;
  const data = new Float32Array(batch * outFeatures);
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outFeatures; o++) {
      let sum = parameters.bias[o]!;
      for (let i = 0; i < inFeatures; i++)
        sum += parameters.weight[o * inFeatures + i]! * input.data[n * inFeatures + i]!;
      data[n * outFeatures + o] = rectified(sum, relu);
    }
  return { data, shape: [batch, outFeatures] };
}

/** Caffe's pooling: sizes round up, the last window begins inside, windows are clipped to the map. */
function pool(
  input: Tensor,
  { kernel, stride, pad }: { kernel: number; stride: number; pad: number },
  reduce: (cells: readonly number[]) => number,
  global = false,
): Tensor {
  const side = (length: number) => {
    if (global) return 1;
    const cells = Math.ceil((length + 2 * pad - kernel) / stride) + 1;
    return pad > 0 && (cells - 1) * stride >= length + pad ? cells - 1 : cells;
  };
  const [batch, channels, height, width] = input.shape as [number, number, number, number];
  return fill([batch, channels, side(height), side(width)], (n, c, y, x) => {
    const cells: number[] = [];
    for (let v = y * stride - pad; v < y * stride - pad + kernel; v++)
      for (let u = x * stride - pad; u < x * stride - pad + kernel; u++)
        if (v >= 0 && v < height && u >= 0 && u < width) cells.push(at(input, n, c, v, u));
    return reduce(cells);
  });
}

function localResponseNorm({ size, alpha, beta, k }: LocalResponseNorm, input: Tensor): Tensor {
  const shape = input.shape as [number, number, number, number];
  return fill(shape, (n, c, y, x) => {
    let squares = 0;
    for (let other = c - (size - 1) / 2; other <= c + (size - 1) / 2; other++)
      if (other >= 0 && other < shape[1]) squares += at(input, n, other, y, x) ** 2;
    return at(input, n, c, y, x) / (k + (alpha / size) * squares) ** beta;
  });
}

function concat({ inputs }: Concat, values: Readonly<Record<string, Tensor>>): Tensor {
  const parts = inputs.map((name) => values[name]!);
  const [batch, , height = 1, width = 1] = parts[0]!.shape as [number, number, number?, number?];
  const owners = parts.flatMap((part) => Array.from({ length: part.shape[1]! }, (_, c) => ({ part, c })));
  return fill([batch, owners.length, height, width], (n, c, y, x) =>
    at(owners[c]!.part, n, owners[c]!.c, y, x),
  );
}

/** N x K, or over the channels of a map. */
function softmax({ data, shape }: Tensor): Tensor {
  const [batch, classes, height = 1, width = 1] = shape as [number, number, number?, number?];
  const scores: Tensor = { data, shape: [batch, classes, height, width] };
  const { data: result } = fill([batch, classes, height, width], (n, c, y, x) => {
    const all = Array.from({ length: classes }, (_, other) => at(scores, n, other, y, x));
    const largest = Math.max(...all);
    const sum = all.reduce((total, score) => total + Math.exp(score - largest), 0);
    return Math.exp(all[c]! - largest) / sum;
  });
  return { data: result, shape };
}

/** Mask R-CNN, section 3, with pixel centres at halves: image position p is cell p / stride - 0.5 of the map. */
function roiAlign({ size, stride, samples }: RoiAlign, map: Tensor, regions: Tensor): Tensor {
  const channels = map.shape[1]!;
  return fill([regions.shape[0]!, channels, size, size], (r, c, row, column) => {
    const [x1, y1, x2, y2] = [...regions.data.subarray(4 * r, 4 * r + 4)].map((p) => p / stride - 0.5) as [
      number,
      number,
      number,
      number,
    ];
    const cells: number[] = [];
    for (let i = 0; i < samples; i++)
      for (let j = 0; j < samples; j++)
        cells.push(
          bilinear(map, c, {
            y: y1 + ((y2 - y1) / size) * (row + (i + 0.5) / samples),
            x: x1 + ((x2 - x1) / size) * (column + (j + 0.5) / samples),
          }),
        );
    return mean(cells);
  });
}

function resample(map: Tensor, rows: Tensor, columns: Tensor): Tensor {
  const [batch, channels, height, width] = map.shape as [number, number, number, number];
  const size = rows.shape[0]!;
  return fill([batch, channels, size, size], (n, c, row, column) => {
    let sum = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        sum += rows.data[row * height + y]! * columns.data[column * width + x]! * at(map, n, c, y, x);
    return sum;
  });
}

/** Outside by more than a cell counts 0; within a cell of the border takes the border's value. */
function bilinear(map: Tensor, channel: number, { x, y }: { x: number; y: number }): number {
  const [, , height, width] = map.shape as [number, number, number, number];
  if (y < -1 || y > height || x < -1 || x > width) return 0;
  const inside = (value: number, length: number) => Math.min(Math.max(value, 0), length - 1);
  const [cy, cx] = [inside(y, height), inside(x, width)];
  const [top, left] = [Math.floor(cy), Math.floor(cx)];
  const [down, right] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
  const [fy, fx] = [cy - top, cx - left];
  return (
    (1 - fy) * ((1 - fx) * at(map, 0, channel, top, left) + fx * at(map, 0, channel, top, right)) +
    fy * ((1 - fx) * at(map, 0, channel, down, left) + fx * at(map, 0, channel, down, right))
  );
}

/** Values in -1..1 from a seed (mulberry32), the same everywhere. */
export function randomValues(length: number, seed: number, scale = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1) * scale;
  });
}

/** Weights that neither let the values die nor explode on their way through many layers. */
export function randomWeights(network: Network, seed: number): Weights {
  return new Map(
    parametersOf(network).map(({ name, shape }, index): [string, WeightArray] => {
      const fanIn = shape.slice(1).reduce((product, side) => product * side, 1);
      const scale = shape.length === 1 ? 0.1 : Math.sqrt(6 / fanIn);
      const length = shape.reduce((product, side) => product * side, 1);
      return [name, { shape, data: randomValues(length, seed + index, scale) }];
    }),
  );
}
