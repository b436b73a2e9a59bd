import { describe, expect, it } from 'vitest';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { parametersOf } from '../../../src/googlenet/parameters.js';
import { checkWeights } from '../../../src/weights/check-weights.js';
import type { WeightArray } from '../../../src/weights/weights.js';

const network = googlenet({ classes: 3 });
const empty = new Float32Array(0);
/** Shapes only: the values are not looked at. */
const exact = () =>
  new Map<string, WeightArray>(
    parametersOf(network).map(({ name, shape }) => [name, { shape, data: empty }]),
  );

describe('checkWeights', () => {
  it('passes exactly the arrays of the network', () => {
    expect(() => checkWeights(network, exact())).not.toThrow();
  });

  it('lists missing, extra and misshaped arrays in one message', () => {
    const weights = exact();
    weights.delete('conv1/7x7_s2/bias');
    weights.delete('inception_5b/1x1/weight');
    weights.set('loss1/conv/weight', { shape: [128, 512, 1, 1], data: empty });
    weights.set('loss3/classifier/weight', { shape: [1000, 1024], data: empty });
    weights.set('conv2/3x3/bias', { shape: [192, 1], data: empty });
    const message = (() => {
      try {
        checkWeights(network, weights, 'model.safetensors');
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    })();
    expect(message.split('\n')).toEqual([
      "Expected model.safetensors to hold the network's 116 arrays exactly, but these differ:",
      '  missing (2): conv1/7x7_s2/bias, inception_5b/1x1/weight',
      '  extra (1): loss1/conv/weight',
      '  misshaped (2): conv2/3x3/bias (expected [192], got [192, 1]), loss3/classifier/weight (expected [3, 1024], got [1000, 1024])',
    ]);
  });

  const range = (data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

  it('passes ranges of the input and of layers', () => {
    const ranges: [string, WeightArray][] = [
      ['data/range', range([-123, 151])],
      ['inception_3a/output/range', range([0, 0])],
    ];
    expect(() => checkWeights(network, new Map([...exact(), ...ranges]))).not.toThrow();
  });

  it.each([
    ['of another network', 'conv9/range', [0, 1], 'extra (1): conv9/range'],
    ['in the wrong order', 'data/range', [2, 1], 'not [lowest, highest] (1): data/range'],
    ['of three values', 'data/range', [0, 1, 2], 'not [lowest, highest] (1): data/range'],
    ['without an end', 'data/range', [0, Number.POSITIVE_INFINITY], 'not [lowest, highest] (1): data/range'],
    ['without a number', 'data/range', [Number.NaN, 1], 'not [lowest, highest] (1): data/range'],
  ])('refuses a range %s', (_, name, values, message) => {
    expect(() => checkWeights(network, exact().set(name, range(values)))).toThrow(message);
  });
});
