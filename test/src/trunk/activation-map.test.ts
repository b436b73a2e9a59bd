import { describe, expect, it } from 'vitest';
import { onnxEngine } from '../../../src/engines/onnx/engine.js';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import { keyedStream } from '../../../src/random/keyed-stream.js';
import { initialWeights } from '../../../src/training/network/initialise.js';
import { activationMap, classRow, logitOf } from '../../../src/trunk/activation-map.js';

describe('activationMap', () => {
  it('weighs the channels of each cell', () => {
    const features = { data: Float32Array.from([1, 2, 3, 10, 20, 30]), shape: [1, 2, 1, 3] };
    const map = activationMap(features, { weight: Float32Array.from([1, 0.5]), bias: 4 });
    expect(map).toEqual({ width: 3, height: 1, values: Float32Array.from([6, 12, 18]), bias: 4 });
    expect(logitOf(map)).toBe(16);
  });

  it('means to the logit that the network itself computes, for every class', async () => {
    const whole = googlenet({ classes: 7, width: 1 / 4 });
    const network = { ...whole, outputs: ['inception_5b/output', 'loss3/classifier'] };
    const weights = initialWeights(whole, 3);
    using executable = await (await onnxEngine()).compile(network, weights);
    const random = keyedStream(5);
    const data = Float32Array.from({ length: 3 * 224 * 224 }, () => 255 * (random() - 0.5));
    const values = await executable.run({ [network.input]: { data, shape: [1, 3, 224, 224] } });
    const linear = {
      weight: weights.get('loss3/classifier/weight')!.data,
      bias: weights.get('loss3/classifier/bias')!.data,
    };
    values['loss3/classifier']!.data.forEach((logit, k) => {
      const map = activationMap(values['inception_5b/output']!, classRow(linear, k));
      expect(Math.abs(logitOf(map) - logit)).toBeLessThan(1e-4 * Math.max(1, Math.abs(logit)));
    });
  });

  it('refuses features of another network', () => {
    const features = { data: new Float32Array(4), shape: [1, 4, 1, 1] };
    expect(() => activationMap(features, { weight: new Float32Array(3), bias: 0 })).toThrow('1 x 3 x H x W');
  });
});
