import { describe, expect, it } from 'vitest';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { checkWeights } from '../../../../src/weights/check-weights.js';

const network = googlenet({ classes: 10, auxiliary: true, width: 1 / 4 });

describe('initialWeights', () => {
  const weights = initialWeights(network, 1);

  it('has every array of the network', () => {
    expect(() => checkWeights(network, weights)).not.toThrow();
  });

  it('draws evenly within Xavier’s bounds', () => {
    const { data } = weights.get('inception_3a/3x3/weight')!; // 32 x 24 x 3 x 3
    const reach = Math.sqrt(3 / (24 * 9));
    expect(Math.max(...data)).toBeLessThanOrEqual(reach);
    expect(Math.max(...data)).toBeGreaterThan(0.99 * reach);
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(variance / (reach ** 2 / 3)).toBeCloseTo(1, 1);
  });

  it.each([
    ['a convolution', 'conv1/7x7_s2', 0.2],
    ['an auxiliary convolution', 'loss1/conv', 0.2],
    ['a hidden linear layer', 'loss2/fc', 0.2],
    ['an auxiliary classifier', 'loss1/classifier', 0],
    ['the classifier', 'loss3/classifier', 0],
  ])('gives %s its bias', (_what, layer, bias) => {
    expect(new Set(weights.get(`${layer}/bias`)!.data)).toEqual(new Set([Math.fround(bias)]));
  });

  it('depends on the seed alone', () => {
    const again = initialWeights(network, 1);
    expect([...again.keys()]).toEqual([...weights.keys()]);
    // Bytes: millions of values take a matcher of values a minute.
    for (const [name, { data }] of again)
      expect(Buffer.from(data.buffer).equals(Buffer.from(weights.get(name)!.data.buffer)), name).toBe(true);
    const name = 'conv1/7x7_s2/weight';
    expect(initialWeights(network, 2).get(name)).not.toEqual(weights.get(name));
  });
});
