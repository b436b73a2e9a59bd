import type { Tensor } from '../../src/engines/engine.js';
import { googlenet } from '../../src/googlenet/googlenet.js';
import type { Layer, Network } from '../../src/googlenet/layer.js';
import { regionNetwork, trunkNetwork } from '../../src/googlenet/region-network.js';
import { randomValues } from './reference-network.js';

/** A network small enough for the slow twin, with what goes in; every layer's value is to be compared. */
export interface LayerCase {
  readonly network: Network;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

function random(shape: readonly number[], { seed = 1, scale = 1 } = {}): Tensor {
  return {
    shape,
    data: randomValues(
      shape.reduce((product, side) => product * side, 1),
      seed,
      scale,
    ),
  };
}

/** All layers become outputs, so that a wrong one is named and not only its effects. */
function inspected(network: Network): Network {
  return { ...network, outputs: network.layers.map(({ name }) => name) };
}

function single(layer: Layer, shape: readonly number[], scale = 1): LayerCase {
  const network = { input: 'data', inputChannels: shape[1]!, layers: [layer], outputs: [layer.name] };
  return { network, inputs: { data: random(shape, { scale }) } };
}

const unary = { name: 'layer', input: 'data' } as const;

function convolution(kernel: number, stride: number, pad: number, shape: readonly number[]): LayerCase {
  const channels = { inChannels: shape[1]!, outChannels: 4 };
  return single({ op: 'convolution', ...unary, ...channels, kernel, stride, pad, relu: true }, shape);
}

function maxPool(kernel: number, stride: number, pad: number, side: number): LayerCase {
  return single({ op: 'max-pool', ...unary, kernel, stride, pad }, [1, 2, side, side + 1]);
}

const norm = { op: 'local-response-norm', ...unary, size: 5, alpha: 1e-4, beta: 0.75, k: 1 } as const;

/** RoIAlign regions on a map of 6 x 8 cells of 16 pixels (128 x 96 pixels). */
const regions: Tensor = {
  shape: [5, 4],
  data: Float32Array.from([
    ...[0, 0, 128, 96], // the whole image
    ...[16, 16, 32, 32], // exactly one cell
    ...[20.25, 33.5, 20.75, 34], // smaller than a cell
    ...[-40, -40, 200, 150], // beyond every border
    ...[100, 70, 128, 96], // the lower right corner
  ]),
};

function align(size: number, samples: number, channels: number): LayerCase {
  const layer: Layer = { op: 'roi-align', ...unary, regions: 'regions', size, stride: 16, samples };
  const network = { input: 'data', inputChannels: channels, layers: [layer], outputs: ['layer'] };
  return { network, inputs: { data: random([1, channels, 6, 8]), regions } };
}

const resample: LayerCase = {
  network: {
    ...{ input: 'data', inputChannels: 3, outputs: ['layer'] },
    layers: [{ op: 'resample', ...unary, rows: 'rows', columns: 'columns', size: 4 }],
  },
  inputs: {
    data: random([2, 3, 6, 8]),
    rows: random([4, 6], { seed: 2 }),
    columns: random([4, 8], { seed: 3 }),
  },
};

/** A sixteenth of GoogLeNet's channels: all of its structure at a size for the slow twin. */
export const smallGoogLeNet = googlenet({ classes: 6, width: 1 / 16 });

// The auxiliary heads keep the paper's 1024 hidden features, and want 224 pixels.
const smallAuxiliary = googlenet({ classes: 6, width: 1 / 16, auxiliary: true });

const image = (height: number, width: number, batch = 1) => ({
  data: random([batch, 3, height, width], { scale: 100 }),
});

/** Rows of a reason and a case, for `it.each`. */
export const layerCases: readonly (readonly [string, LayerCase])[] = [
  ['a 7x7/2 convolution pads 3 on every side', convolution(7, 2, 3, [2, 3, 15, 16])],
  ['a 5x5 convolution keeps the size', convolution(5, 1, 2, [1, 3, 6, 7])],
  ['a 1x1 convolution mixes channels only', convolution(1, 1, 0, [2, 5, 3, 4])],
  ['a 3x3 convolution on a map smaller than its window', convolution(3, 1, 1, [1, 2, 1, 2])],
  ['a 3x3/2 pool at sides that fit and do not fit', maxPool(3, 2, 0, 7)],
  ['a 3x3/2 pool rounds up and clips', maxPool(3, 2, 0, 8)],
  ['a 3x3/2 pool on a map of exactly its window', maxPool(3, 2, 0, 3)],
  ['a 3x3/2 pool on a map one cell short of its window', maxPool(3, 2, 0, 2)],
  ['a 3x3/1 pool with padding keeps the size', maxPool(3, 1, 1, 5)],
  ['a 3x3/1 pool with padding on one row', maxPool(3, 1, 1, 1)],
  ['a 3x3/2 pool with padding rounds up', maxPool(3, 2, 1, 6)],
  ['a 2x2/2 pool with padding drops the window that would begin in the padding', maxPool(2, 2, 1, 5)],
  [
    'a 5x5/3 average at a side that does not fit divides by the cells inside',
    single({ op: 'average-pool', ...unary, kernel: 5, stride: 3 }, [1, 2, 12, 14]),
  ],
  [
    'a global average over a map that is not square',
    single({ op: 'average-pool', ...unary, kernel: 'global', stride: 1 }, [2, 3, 4, 7]),
  ],
  ['normalisation of small values is nearly the identity', single(norm, [1, 7, 3, 4])],
  ['normalisation of values in the thousands', single(norm, [2, 7, 3, 4], 5000)],
  ['normalisation over fewer channels than its window', single(norm, [1, 3, 2, 2], 5000)],
  ['normalisation over blocks of 16 channels', single(norm, [2, 48, 2, 3], 5000)],
  ['normalisation over channels that blocks of 16 do not fit', single(norm, [1, 40, 2, 3], 5000)],
  ['normalisation with three channels and k = 2', single({ ...norm, size: 3, k: 2 }, [1, 6, 2, 3], 500)],
  [
    'a linear layer with ReLU flattens C x H x W',
    single({ op: 'linear', ...unary, inFeatures: 12, outFeatures: 5, relu: true }, [3, 3, 2, 2]),
  ],
  [
    'a linear layer takes features without a map',
    single({ op: 'linear', ...unary, inFeatures: 8, outFeatures: 5, relu: false }, [3, 8]),
  ],
  ['softmax of scores too large for exp', single({ op: 'softmax', ...unary }, [3, 7], 500)],
  ['dropout does nothing at inference', single({ op: 'dropout', ...unary, rate: 0.4 }, [2, 7])],
  ['regions inside, outside, tiny and whole, 2 samples', align(7, 2, 20)],
  ['regions of three channels, which no vector of four fits', align(7, 2, 3)],
  ['regions with 1 sample and another size', align(3, 1, 4)],
  ['weights of rows and of columns, batch 2', resample],
  ['GoogLeNet at 224, batch 2', { network: inspected(smallGoogLeNet), inputs: image(224, 224, 2) }],
  ['the auxiliary heads', { network: inspected(smallAuxiliary), inputs: image(224, 224) }],
  [
    'naive modules',
    {
      network: inspected(googlenet({ classes: 6, width: 1 / 32, modules: 'naive' })),
      inputs: image(64, 64),
    },
  ],
  [
    'the trunk at odd sizes that are not square',
    { network: inspected(trunkNetwork(smallGoogLeNet)), inputs: image(123, 181) },
  ],
  [
    'the region part with two heads',
    {
      network: inspected(
        regionNetwork(smallGoogLeNet, {
          heads: [
            { name: 'class', outFeatures: 4, softmax: true },
            { name: 'box', outFeatures: 12 },
          ],
        }),
      ),
      inputs: { 'inception_4e/output': random([1, 52, 6, 8]), regions },
    },
  ],
];
