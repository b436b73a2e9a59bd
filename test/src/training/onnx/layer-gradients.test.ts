/**
 * Values and gradients of every layer that can be trained, in both forms of the kernels, against the slow twin and
 * its differences. Values are multiples of 1/4, biases are off that grid by 1/32, and they differ from each other
 * where a maximum chooses, so that a difference of 1/64 changes no choice.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../src/engines/engine.js';
import { loadRuntime, type Runtime } from '../../../../src/engines/onnx/runtime.js';
import type { Convolution, Layer, Network } from '../../../../src/googlenet/layer.js';
import { parametersOf } from '../../../../src/googlenet/parameters.js';
import { blockSize } from '../../../../src/training/onnx/block-size.js';
import type { WeightArray } from '../../../../src/weights/weights.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { randomValues } from '../../../support/reference-network.js';
import { type GradientCase, runTrainingGraph } from '../../../support/training-graph.js';
import { differences, outputOf } from '../../../support/training-twin.js';

const unary = { name: 'layer', input: 'data' } as const;
const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Distinct multiples of 1/8, none of them 0, in an order without pattern. */
function distinct(shape: readonly number[]): Tensor {
  const length = size(shape);
  const step = [7919, 104729, 31].find((prime) => length % prime !== 0)!;
  return { shape, data: Float32Array.from({ length }, (_, i) => (1 + ((i * step) % length)) / 8) };
}

/** Multiples of 1/4 from -1 to 1, all of them moved by `offset`. */
function mixed(shape: readonly number[], { seed = 3, offset = 0 } = {}): Tensor {
  const random = randomValues(size(shape), seed, 1);
  return { shape, data: random.map((value) => Math.round(4 * value) / 4 + offset) };
}

function conv(
  name: string,
  input: string,
  [inChannels, outChannels, kernel]: [number, number, number],
  relu = true,
): Convolution {
  return {
    op: 'convolution',
    name,
    input,
    inChannels,
    outChannels,
    kernel,
    stride: 1,
    pad: (kernel - 1) / 2,
    relu,
  };
}

function strided(kernel: number, stride: number, pad: number): Convolution {
  return { ...conv('layer', 'data', [3, 4, kernel]), stride, pad };
}

function single(layer: Layer, x: Tensor): { network: Network; x: Tensor } {
  return {
    network: { input: 'data', inputChannels: x.shape[1]!, layers: [layer], outputs: [layer.name] },
    x,
  };
}

/** 1x1s side by side, of which one has no place in a block, joined by a map of other channels. */
const module: Network = {
  input: 'data',
  inputChannels: 5,
  layers: [
    conv('a', 'data', [5, 3, 1], false),
    conv('b', 'data', [5, 9, 1], false),
    conv('c', 'b', [9, 4, 3], false),
    { op: 'concat', name: 'joined', inputs: ['a', 'c'] },
    conv('d', 'joined', [7, 6, 1], false),
  ],
  outputs: ['d'],
};

const normalisedModule: Network = {
  input: 'data',
  inputChannels: 5,
  layers: [
    conv('a', 'data', [5, 3, 1]),
    conv('b', 'data', [5, 9, 1]),
    { op: 'concat', name: 'joined', inputs: ['a', 'b'] },
    conv('d', 'joined', [12, 4, 3]),
  ],
  outputs: ['d'],
};

/** A convolution that changes the size of its map, above one that learns. */
function above(kernel: number, stride: number, pad: number, shape: readonly number[]) {
  const layer = { ...conv('layer', 'below', [9, 4, kernel], false), stride, pad };
  const layers: Layer[] = [conv('below', 'data', [5, 9, 1], false), layer];
  return { network: { input: 'data', inputChannels: 5, layers, outputs: ['layer'] }, x: mixed(shape) };
}

const mean5 = { op: 'average-pool', ...unary, kernel: 5, stride: 3 } as const;
const norm = { op: 'local-response-norm', ...unary, size: 5, alpha: 2, beta: 0.75, k: 1 } as const;
const align = { op: 'roi-align', ...unary, regions: 'regions', size: 7, stride: 16, samples: 2 } as const;
const regions = Float32Array.from([
  ...[0, 0, 128, 96], // the whole image
  ...[20.25, 33.5, 20.75, 34], // smaller than a cell
  ...[-40, -40, 200, 150], // beyond every border
]);

const rows: readonly (readonly [
  string,
  Pick<GradientCase, 'network' | 'x' | 'regions' | 'batchNorm' | 'image'>,
])[] = [
  [
    'a 1x1 convolution, channels that fill no block',
    single(conv('layer', 'data', [5, 3, 1], false), mixed([2, 5, 3, 4])),
  ],
  ['a 3x3 convolution of one map', single(conv('layer', 'data', [4, 9, 3], false), mixed([1, 4, 5, 6]))],
  ['a 3x3 convolution of several maps', single(conv('layer', 'data', [9, 4, 3], false), mixed([2, 9, 3, 3]))],
  [
    'a 5x5 convolution on a map smaller than its window',
    single(conv('layer', 'data', [3, 4, 5], false), mixed([2, 3, 2, 3])),
  ],
  ['a 3x3/2 convolution above another', above(3, 2, 1, [2, 5, 6, 4])],
  ['a 3x3/2 convolution above another, odd sides', above(3, 2, 1, [1, 5, 5, 3])],
  ['a 3x3 convolution above another, without padding', above(3, 1, 0, [2, 5, 3, 4])],
  ['a ReLU behind a convolution', single(conv('layer', 'data', [4, 5, 3]), mixed([1, 4, 4, 4]))],
  [
    'a 3x3/1 pool',
    single({ op: 'max-pool', ...unary, kernel: 3, stride: 1, pad: 1 }, distinct([2, 9, 4, 5])),
  ],
  [
    'a 3x3/2 pool',
    single({ op: 'max-pool', ...unary, kernel: 3, stride: 2, pad: 0 }, distinct([2, 9, 6, 4])),
  ],
  [
    'a 3x3/2 pool of two rows',
    single({ op: 'max-pool', ...unary, kernel: 3, stride: 2, pad: 0 }, distinct([1, 2, 2, 6])),
  ],
  ['normalisation over blocks', single(norm, mixed([2, 19, 2, 3]))],
  ['normalisation over fewer channels than its window', single(norm, mixed([1, 3, 2, 2]))],
  [
    'the mean of a map',
    single({ op: 'average-pool', ...unary, kernel: 'global', stride: 1 }, mixed([3, 9, 3, 2])),
  ],
  ['RoIAlign', { ...single(align, mixed([1, 9, 6, 8])), regions }],
  [
    'a linear layer',
    behindMean({ op: 'linear', name: 'layer', input: 'mean', inFeatures: 9, outFeatures: 4, relu: false }),
  ],
  ['dropout', behindMean({ op: 'dropout', name: 'layer', input: 'mean', rate: 0.3 })],
  ['a 7x7/2 convolution of an image', { ...single(strided(7, 2, 3), mixed([2, 3, 8, 6])), image: true }],
  [
    'a 3x3/2 convolution of an image, odd sides',
    { ...single(strided(3, 2, 1), mixed([1, 3, 5, 7])), image: true },
  ],
  ['a 5x5/3 mean that fits', single(mean5, mixed([2, 5, 8, 11]))],
  ['a 5x5/3 mean that is clipped', single(mean5, mixed([1, 5, 9, 7]))],
  [
    'a linear layer with ReLU on a map',
    single({ op: 'linear', ...unary, inFeatures: 54, outFeatures: 4, relu: true }, mixed([2, 9, 2, 3])),
  ],
  [
    'a convolution normalised over the batch',
    { ...single(conv('layer', 'data', [5, 9, 3]), mixed([3, 5, 3, 4])), batchNorm: true },
  ],
  [
    'convolutions side by side, normalised, before another',
    { network: normalisedModule, x: mixed([2, 5, 3, 3]), batchNorm: true },
  ],
  ['convolutions side by side and joined', { network: module, x: mixed([2, 5, 3, 3]) }],
];

function behindMean(layer: Layer): { network: Network; x: Tensor } {
  const mean: Layer = { op: 'average-pool', name: 'mean', input: 'data', kernel: 'global', stride: 1 };
  return {
    network: { input: 'data', inputChannels: 9, layers: [mean, layer], outputs: ['layer'] },
    x: mixed([2, 9, 2, 2]),
  };
}

describe.each(rows)('%s', (_, row) => {
  const { network, x } = row;
  let runtime: Runtime;
  let given: GradientCase;
  let expected: Tensor;

  beforeAll(async () => {
    runtime = await loadRuntime();
    const weights = new Map(
      parametersOf(network).map(({ name, shape }, seed): [string, WeightArray] => [
        name,
        mixed(shape, { seed: seed + 10, offset: shape.length === 1 ? 1 / 32 : 0 }),
      ]),
    );
    expected = outputOf({ ...row, weights });
    given = { ...row, weights, coefficients: randomValues(expected.data.length, 5, 1) };
  });

  it.each([
    ['plain kernels', () => Promise.resolve(1)],
    ["the machine's own kernels", () => blockSize(runtime)],
  ])('%s', async (_, block) => {
    const { output, dx, gradients } = await runTrainingGraph(runtime, given, await block());
    expectClose('output', { data: output, shape: expected.shape }, expected, 1e-5);
    if (!row.image) {
      const slopes = { data: differences(given, x.data), shape: x.shape };
      expectClose('dx', { data: dx, shape: x.shape }, slopes, 2e-3);
    }
    for (const [name, { data, shape }] of given.weights) {
      expectClose(name, gradients.get(name)!, { data: differences(given, data), shape }, 2e-3);
    }
  });
});

it('finds the blocked kernels that its processor has, or none', async () => {
  expect([1, 8, 16]).toContain(await blockSize(await loadRuntime()));
});
