import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadBackend } from '../../../../src/engines/tensorflow/library.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import type { Network } from '../../../../src/googlenet/layer.js';
import { parametersOf } from '../../../../src/googlenet/parameters.js';
import { BatchNorm } from '../../../../src/training/network/batch-norm.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { PolyakAverage } from '../../../../src/training/network/polyak-average.js';
import { Sgd } from '../../../../src/training/network/sgd.js';
import { TrainableNetwork } from '../../../../src/training/network/trainable-network.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { describeWithTensorFlow } from '../../../support/native-tensorflow.js';
import { randomValues } from '../../../support/reference-network.js';

const layer = { op: 'convolution', name: 'conv', relu: true } as const;
const oneLayer: Network = {
  input: 'data',
  inputChannels: 2,
  layers: [{ ...layer, input: 'data', inChannels: 2, outChannels: 3, kernel: 1, stride: 1, pad: 0 }],
  outputs: ['conv'],
};
const small = googlenet({
  classes: 5,
  auxiliary: true,
  auxiliaryInputSize: 64,
  width: 1 / 16,
  localResponseNorm: false,
});
const tensorOf = (tensor: tf.Tensor) => ({ data: Float32Array.from(tensor.dataSync()), shape: tensor.shape });

describeWithTensorFlow()('batch normalisation', () => {
  beforeAll(() => loadBackend('tensorflow'));
  beforeEach(async () => void (await tf.setBackend('tensorflow')));
  afterEach(() => tf.setBackend('tensorflow'));

  it('brings every channel to mean 0 and variance 1, then adds the bias', () => {
    using norm = new BatchNorm(oneLayer);
    tf.tidy(() => {
      const sums = tf.tensor4d(randomValues(4 * 5 * 5 * 3, 3, 7), [4, 5, 5, 3]);
      const value = norm.addBias(sums, tf.tensor1d([0, 2, -1]), { ...layer, relu: false });
      const { mean, variance } = tf.moments(value, [0, 1, 2]);
      expectClose('mean', tensorOf(mean), { data: Float32Array.of(0, 2, -1), shape: [3] }, 1e-5);
      expectClose('variance', tensorOf(variance), { data: Float32Array.of(1, 1, 1), shape: [3] }, 1e-2);
      const own = tf.moments(sums, [0, 1, 2]);
      expectClose('the statistic', tensorOf(norm.statistics.get('conv/mean')!), tensorOf(own.mean), 1e-5);
    });
  });

  it.each([true, false])('has tfjs’s values and gradients, with ReLU: %s', async (relu) => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      using norm = new BatchNorm(oneLayer);
      return tf.tidy(() => {
        const sums = tf.tensor4d(randomValues(2 * 3 * 3 * 3, 5, 2), [2, 3, 3, 3]);
        const bias = tf.tensor1d([0.2, 0, -0.3]);
        const weighting = tf.tensor4d(randomValues(2 * 3 * 3 * 3, 6), [2, 3, 3, 3]);
        const weighted = (x: tf.Tensor, b: tf.Tensor) =>
          tf.mul(norm.addBias(x, b as tf.Tensor1D, { ...layer, relu }), weighting);
        const { value, grads } = tf.valueAndGrads((...args) => weighted(args[0]!, args[1]!))([sums, bias]);
        return [value, ...grads, ...norm.statistics.values()].map(tensorOf);
      });
    };
    const [native, twin] = [await run('tensorflow'), await run('cpu')];
    for (const [i, name] of ['value', 'of the sums', 'of the bias', 'mean', 'variance'].entries()) {
      expectClose(name, native[i]!, twin[i]!, 1e-4);
    }
  });

  it('folds into weights and biases that compute the same', () => {
    using norm = new BatchNorm(oneLayer);
    tf.tidy(() => {
      const x = tf.tensor4d(randomValues(2 * 4 * 4 * 2, 3, 5), [2, 4, 4, 2]);
      const weight = tf.tensor4d(randomValues(2 * 3, 4), [1, 1, 2, 3]);
      const bias = tf.tensor1d([0.5, -1, 2]);
      const sums = tf.conv2d(x, weight, 1, 'valid');
      const normal = norm.addBias(sums, bias, { ...layer, relu: false });
      const { mean, variance } = tf.moments(sums, [0, 1, 2]);
      const parameters = { weight, bias, mean, variance };
      const folded = norm.fold(new Map(Object.entries(parameters).map(([part, t]) => [`conv/${part}`, t])));
      const plain = tf.conv2d(x, folded.get('conv/weight') as tf.Tensor4D, 1, 'valid');
      expectClose('value', tensorOf(tf.add(plain, folded.get('conv/bias')!)), tensorOf(normal), 1e-5);
    });
  });

  it('leaves no tensors behind, and observes as it learns', () => {
    const images = tf.tensor4d(randomValues(8 * 64 * 64 * 3, 11), [8, 64, 64, 3]);
    const labels = Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2);
    const before = tf.memory().numTensors;
    {
      using network = new TrainableNetwork(small, initialWeights(small, 1), { batchNorm: true });
      using average = new PolyakAverage(network.trained, { decay: 0.5 });
      const { gradients } = network.step({ images, labels }, { dropoutKey: [1, 0] });
      const mean = () => tensorOf(network.statistics.get('inception_3a/3x3/mean')!);
      const learnt = mean();
      network.observe(images, average.variables); // no step was taken: the same weights
      expectClose('mean', mean(), learnt, 1e-5);
      tf.dispose(Object.values(gradients));
      const weights = network.toWeights(average.variables);
      expect([...weights.keys()]).toEqual(parametersOf(small).map(({ name }) => name));
      using plain = new TrainableNetwork(small, weights);
      const [folded, own] = [plain.predict(images), network.predict(images, average.variables)];
      expectClose('probabilities', tensorOf(folded), tensorOf(own), 1e-5);
      tf.dispose([folded, own]);
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(images);
  });

  it('learns a batch by heart while the plain network has only begun', () => {
    const images = tf.tensor4d(randomValues(8 * 64 * 64 * 3, 11), [8, 64, 64, 3]);
    const labels = Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2);
    const learn = (batchNorm: boolean) => {
      using network = new TrainableNetwork(small, initialWeights(small, 1), { batchNorm });
      using sgd = new Sgd(network.trained, {});
      let loss = Number.NaN;
      for (let step = 0; step < 30; step++) {
        const { gradients, mainLoss } = network.step({ images, labels }, { dropoutKey: [1, step] });
        sgd.apply(gradients, 0.02);
        tf.dispose(Object.values(gradients));
        loss = mainLoss;
      }
      return loss;
    };
    const [normal, plain] = [learn(true), learn(false)];
    expect(plain).toBeGreaterThan(1); // ln 5 = 1.6 is chance
    expect(normal).toBeLessThan(0.7 * plain);
    tf.dispose(images);
  });
});
