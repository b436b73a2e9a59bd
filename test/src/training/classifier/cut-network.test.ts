import { describe, expect, it } from 'vitest';
import { onnxEngine } from '../../../../src/engines/onnx/engine.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { cutBefore, parameterNames, trainableRows } from '../../../../src/training/classifier/cut-network.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { randomValues, randomWeights } from '../../../support/reference-network.js';

const network = googlenet({ classes: 3, width: 1 / 16 });

describe('a network in two', () => {
  it('can be cut before every row with parameters', () => {
    expect(trainableRows).toHaveLength(12);
    expect([trainableRows[0], trainableRows.at(-1)]).toEqual(['conv1/7x7_s2', 'loss3/classifier']);
  });

  it.each(trainableRows.slice(1))('computes the same when cut before %s', async (row) => {
    const { lower, upper, shape } = cutBefore(network, row, 64);
    const weights = randomWeights(network, 1);
    const engine = await onnxEngine();
    using whole = await engine.compile(network, weights);
    using below = await engine.compile(lower!, weights);
    using above = await engine.compile(upper, weights);
    const data = { shape: [2, 3, 64, 64], data: randomValues(2 * 3 * 64 * 64, 4, 100) };
    const features = (await below.run({ data }))[lower!.outputs[0]!]!;
    expect(features.shape).toEqual([2, shape.channels, shape.height, shape.width]);
    expectClose(
      'prob',
      (await above.run({ [upper.input]: features }))['prob']!,
      (await whole.run({ data }))['prob']!,
    );
    const names = [...parameterNames(lower!), ...parameterNames(upper)];
    expect(names.sort()).toEqual([...parameterNames(network)].sort());
  });

  it('cut before the first row has no lower part', () => {
    const { lower, upper, shape, lowerShare } = cutBefore(network, 'conv1/7x7_s2', 64);
    expect({ lower, upper, lowerShare }).toEqual({ lower: undefined, upper: network, lowerShare: 0 });
    expect(shape).toEqual({ channels: 3, width: 64, height: 64 });
  });

  it('leaves out dropout before the first trained layer', () => {
    const { lower, upper } = cutBefore(network, 'loss3/classifier', 64);
    expect(lower!.layers.at(-1)!.op).toBe('average-pool');
    expect(upper.layers.map(({ op }) => op)).toEqual(['linear', 'softmax']);
  });

  it('tells what share of the multiplications lies below', () => {
    const full = googlenet({ classes: 1000 });
    const shares = trainableRows.map((row) => cutBefore(full, row, 224).lowerShare);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1 - 1_024_000 / 1.5826e9, 4);
  });

  it('is cut before known rows only', () => {
    expect(() => cutBefore(network, 'inception_6a', 64)).toThrow('inception_5b, loss3/classifier');
  });
});
