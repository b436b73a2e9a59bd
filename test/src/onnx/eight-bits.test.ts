import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/engines/engine.js';
import { onnxEngine } from '../../../src/engines/onnx/engine.js';
import type { Layer, Network } from '../../../src/googlenet/layer.js';
import { pruningNetwork } from '../../../src/googlenet/pruning-network.js';
import { regionNetwork, trunkNetwork } from '../../../src/googlenet/region-network.js';
import { eightBits, valuesToMeasure } from '../../../src/onnx/eight-bits.js';
import { graphParts } from '../../../src/onnx/graph.js';
import { narrowToHalves, widenHalves } from '../../../src/weights/half.js';
import { rangeArrays, type ValueRange } from '../../../src/weights/ranges.js';
import type { Weights } from '../../../src/weights/weights.js';
import { smallGoogLeNet } from '../../support/layer-cases.js';
import { runQuantizedReference } from '../../support/quantized-reference.js';
import { randomValues, randomWeights, runReference } from '../../support/reference-network.js';

const convolution = { op: 'convolution', kernel: 1, stride: 1, pad: 0, relu: true } as const;
/** Gives what it reads, so that the layer before it is read inside the network and can be in 8 bits. */
const seen = (input: string): Layer => ({ op: 'average-pool', name: 'seen', input, kernel: 1, stride: 1 });

function networkOf(layers: readonly Layer[], inputChannels = 1): Network {
  return { input: 'data', inputChannels, layers: [...layers, seen(layers.at(-1)!.name)], outputs: ['seen'] };
}

function row(...values: number[]): Tensor {
  return { data: Float32Array.from(values), shape: [1, 1, 1, values.length] };
}

async function run(network: Network, weights: Weights, inputs: Record<string, Tensor>) {
  const engine = await onnxEngine();
  using executable = await engine.compile(network, weights, { threads: 1 });
  return executable.run(inputs);
}

/** What comes in, in steps of its range: a join of it alone. */
async function stepped(range: ValueRange, ...values: number[]): Promise<number[]> {
  const joined: Layer = { op: 'concat', name: 'joined', inputs: ['data'] };
  const ranges = rangeArrays(
    new Map([
      ['data', range],
      ['joined', range],
    ]),
  );
  return [...(await run(networkOf([joined]), ranges, { data: row(...values) }))['seen']!.data];
}

describe('values in 8 bits', () => {
  it.each([
    ['the ends are exact', [0, 255], [0, 255]],
    ['what is beyond the range becomes its end', [-1000, -0.6, 256, 1e9], [0, 0, 255, 255]],
    ['below half a step is rounded down, above it up', [7.49, 7.51, 254.4], [7, 8, 254]],
    ['half a step goes to the even one', [0.5, 1.5, 2.5], [0, 2, 2]],
  ])('of 0..255: %s', async (_, values, expected) => {
    expect(await stepped({ low: 0, high: 255 }, ...values)).toEqual(expected);
  });

  it('keep zero exact, in a range on both sides of it and in one that leaves it out', async () => {
    expect((await stepped({ low: -100, high: 155 }, 0, -100.4, 155.4)).map(Math.fround)).toEqual([
      0, -100, 155,
    ]);
    expect(await stepped({ low: 51, high: 255 }, 0, 51)).toEqual([0, 51]);
  });

  it('are zero where the range has no width', async () => {
    expect((await stepped({ low: 0, high: 0 }, 0, 5)).every((value) => Math.abs(value) < 1e-5)).toBe(true);
  });
});

describe('weights in 8 bits', () => {
  const two: Layer = { ...convolution, name: 'two', input: 'data', inChannels: 1, outChannels: 2 };
  const ranges = rangeArrays(
    new Map([
      ['data', { low: 0, high: 255 }],
      ['two', { low: 0, high: 51_000 }],
    ]),
  );
  const through = async (weight: number[], bias: number[]) => {
    const weights = new Map([
      ['two/weight', { shape: [2, 1, 1, 1], data: Float32Array.from(weight) }],
      ['two/bias', { shape: [2], data: Float32Array.from(bias) }],
      ...ranges,
    ]);
    return [...(await run(networkOf([two]), weights, { data: row(200) }))['seen']!.data];
  };

  it('have a scale per filter: a small one beside a large one keeps its weights', async () => {
    const [large, small] = await through([100, 1], [0, 0]);
    expect(large).toBeCloseTo(20_000, 1);
    expect(small).toBeCloseTo(200, 1);
  });

  it('that are tiny beside their bias leave the bias exact', async () => {
    const [dead, zero] = await through([1e-12, 0], [1000, 2000]);
    expect(dead).toBeCloseTo(1000, 1);
    expect(zero).toBeCloseTo(2000, 1);
  });

  it('are the same whether the file holds float32 or float16', async () => {
    const weights = randomWeights(smallGoogLeNet, 5);
    const measured = rangeArrays(
      new Map([...valuesToMeasure(smallGoogLeNet)].map((name) => [name, { low: -50, high: 50 }])),
    );
    const stored = new Map(
      [...weights].map(([name, { shape, data }]) => {
        const halves = narrowToHalves(data);
        return [name, { shape, halves, data: widenHalves(halves) }] as const;
      }),
    );
    const widened = new Map([...stored].map(([name, { shape, data }]) => [name, { shape, data }]));
    const inputs = { data: { data: randomValues(3 * 64 * 64, 2, 100), shape: [1, 3, 64, 64] } };
    expect(await run(smallGoogLeNet, new Map([...stored, ...measured]), inputs)).toEqual(
      await run(smallGoogLeNet, new Map([...widened, ...measured]), inputs),
    );
  });
});

/** Ranges as `weights quantize` measures them. */
function measured(network: Network, weights: Weights, inputs: Record<string, Tensor>): Weights {
  const values = runReference(network, weights, inputs);
  const ranges = [...valuesToMeasure(network)].map((name) => {
    const { data } = values[name]!;
    return [
      name,
      { low: data.reduce((a, b) => Math.min(a, b)), high: data.reduce((a, b) => Math.max(a, b)) },
    ] as const;
  });
  return new Map([...weights, ...rangeArrays(new Map(ranges))]);
}

/** Mean difference over the spread of what is expected. */
function difference(found: Tensor, expected: Tensor): number {
  const spread = Math.sqrt(
    expected.data.reduce((sum, value) => sum + value * value, 0) / expected.data.length,
  );
  return (
    found.data.reduce((sum, value, i) => sum + Math.abs(value - expected.data[i]!), 0) /
    found.data.length /
    spread
  );
}

describe('a network in 8 bits agrees with the slow twin', () => {
  const three = { ...convolution, inChannels: 3, outChannels: 4 };
  const image = (channels: number, side: number) => ({
    data: randomValues(channels * side * side, 4, 100),
    shape: [1, channels, side, side],
  });

  it.each<[string, Layer[]]>([
    ['a 3x3 convolution, zeros at the borders', [{ ...three, name: 'a', input: 'data', kernel: 3, pad: 1 }]],
    [
      'a pool that rounds up, over negative values joined',
      [
        { op: 'concat', name: 'a', inputs: ['data'] },
        { op: 'max-pool', name: 'b', input: 'a', kernel: 3, stride: 2, pad: 1 },
      ],
    ],
    [
      'pools before a convolution, over negative values',
      [
        { op: 'max-pool', name: 'a', input: 'data', kernel: 3, stride: 2, pad: 1 },
        { op: 'max-pool', name: 'b', input: 'a', kernel: 3, stride: 1, pad: 1 },
        { ...three, name: 'c', input: 'a' },
        { ...three, name: 'd', input: 'b' },
        { op: 'concat', name: 'both', inputs: ['c', 'd'] },
      ],
    ],
    [
      'values of two scales joined',
      [
        { ...three, name: 'a', input: 'data' },
        { ...three, name: 'b', input: 'data', kernel: 5, pad: 2 },
        { op: 'concat', name: 'both', inputs: ['a', 'b'] },
      ],
    ],
  ])('%s', async (_, layers) => {
    const network = networkOf(layers, 3);
    const inputs = { data: image(3, 8) };
    const weights = measured(network, randomWeights(network, 7), inputs);
    const { seen: found } = await run(network, weights, inputs);
    const { seen: expected } = runQuantizedReference(network, weights, inputs);
    const step = expected!.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
    // A sum next to the middle of a step may be rounded to either side.
    const off = found!.data.filter((value, i) => Math.abs(value - expected!.data[i]!) > step / 100);
    expect(off.length).toBeLessThan(0.01 * found!.data.length);
    for (const [i, value] of found!.data.entries()) {
      expect(Math.abs(value - expected!.data[i]!)).toBeLessThan(1.1 * step);
    }
  });

  const regions = regionNetwork(smallGoogLeNet, { heads: [{ name: 'class', outFeatures: 4 }] });
  const map = { data: randomValues(52 * 48, 3).map(Math.abs), shape: [1, 52, 6, 8] };
  const boxes = { data: Float32Array.of(0, 0, 128, 96, 16, 16, 80, 60), shape: [2, 4] };
  it.each<[string, Network, Record<string, Tensor>]>([
    ['the trunk', trunkNetwork(smallGoogLeNet), { data: image(3, 64) }],
    ['the region part', regions, { 'inception_4e/output': map, regions: boxes }],
  ])('%s, better than float does', async (_, network, inputs) => {
    const float = randomWeights(network, 7);
    const weights = measured(network, float, inputs);
    const [name] = network.outputs;
    const found = (await run(network, weights, inputs))[name!]!;
    const expected = runQuantizedReference(network, weights, inputs)[name!]!;
    const unrounded = runReference(network, float, inputs)[name!]!;
    expect(difference(found, expected)).toBeLessThan(0.25 * difference(unrounded, expected));
    expect(difference(found, unrounded)).toBeLessThan(0.1);
  });
});

describe('what is in 8 bits', () => {
  const layers = (known: readonly string[]) => {
    const ranges = new Map(known.map((name) => [name, { low: 0, high: 1 }]));
    return [...eightBits(trunkNetwork(smallGoogLeNet), ranges).layers];
  };

  it('is every convolution, join and pool of the trunk but two pools behind normalisation and the last join, which leaves it as float', () => {
    const trunk = trunkNetwork(smallGoogLeNet);
    const all = [...valuesToMeasure(trunk)];
    const whole = layers(all);
    const rest = trunk.layers.filter(({ name }) => !whole.includes(name)).map(({ name }) => name);
    expect(rest).toEqual([
      ...['pool1/norm1', 'conv2/norm2', 'pool2/3x3_s2', 'inception_3a/pool'],
      'inception_4e/output',
    ]);
    expect(all.filter((name) => name.startsWith('pool'))).toEqual(['pool1/norm1']);
  });

  it.each([
    ['of itself', 'inception_3a/3x3'],
    ['of what it reads', 'inception_3a/3x3_reduce'],
  ])('is no layer without a range %s', (_, missing) => {
    const known = [...valuesToMeasure(trunkNetwork(smallGoogLeNet))].filter((name) => name !== missing);
    expect(layers(known)).not.toContain('inception_3a/3x3');
    expect(layers(known)).toContain('inception_3a/5x5');
  });

  it('is no convolution that gives scores', () => {
    const network = pruningNetwork({ channels: 52, classes: 4 });
    expect(valuesToMeasure(network)).toEqual(new Set());
    const known = new Map([network.input, 'pruning/inside'].map((name) => [name, { low: 0, high: 1 }]));
    expect(eightBits(network, known).values.size).toBe(0);
  });

  it('is nothing without ranges: the graph has no node more', () => {
    const weights = randomWeights(smallGoogLeNet, 1);
    const kinds = (given: Weights) => graphParts(smallGoogLeNet, given).nodes.map(({ opType }) => opType);
    expect(kinds(weights).filter((kind) => kind.endsWith('Linear'))).toEqual([]);
    const known = [...valuesToMeasure(smallGoogLeNet)].map((name) => [name, { low: 0, high: 1 }] as const);
    const whole = kinds(new Map([...weights, ...rangeArrays(new Map(known))]));
    expect(whole.filter((kind) => kind === 'QuantizeLinear').length).toBeGreaterThan(70);
  });
});
