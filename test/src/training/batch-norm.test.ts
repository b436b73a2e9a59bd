import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadBackend } from '../../../src/engines/tensorflow/library.js';
import { googlenet } from '../../../src/googlenet/googlenet.js';
import type { Network } from '../../../src/googlenet/layer.js';
import { BatchNorm } from '../../../src/training/batch-norm.js';
import { initialWeights } from '../../../src/training/initialise.js';
import { PolyakAverage } from '../../../src/training/polyak-average.js';
import { Sgd } from '../../../src/training/sgd.js';
import { TrainableNetwork } from '../../../src/training/trainable-network.js';
import { expectClose } from '../../support/compare-tensors.js';
import { describeWithTensorFlow } from '../../support/native-tensorflow.js';
import { randomValues } from '../../support/reference-network.js';

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
        return [value, ...grads].map(tensorOf);
      });
    };
    const [native, twin] = [await run('tensorflow'), await run('cpu')];
    for (const [i, name] of ['value', 'of the sums', 'of the bias'].entries()) {
      expectClose(name, native[i]!, twin[i]!, 1e-4);
    }
  });

  it('folds into a plain network that computes the same', () => {
    const images = tf.tensor4d(randomValues(8 * 64 * 64 * 3, 11), [8, 64, 64, 3]);
    const labels = Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2);
    using network = new TrainableNetwork(small, initialWeights(small, 1), { batchNorm: true });
    using average = new PolyakAverage(new Map([...network.trained, ...network.statistics]), { decay: 0.5 });
    const before = tf.memory().numTensors;
    const { gradients, loss } = network.step({ images, labels }, { dropoutKey: [1, 0] });
    expect(loss).toBeGreaterThan(1);
    average.update();
    tf.dispose(Object.values(gradients));
    expect(tf.memory().numTensors).toBe(before);

    // The averages of one step are its own statistics; the batch that gave them is therefore normalised alike.
    using plain = new TrainableNetwork(small, network.toWeights(average.variables));
    const [folded, own] = [plain.predict(images), network.predict(images, average.variables)];
    expectClose('probabilities', tensorOf(folded), tensorOf(own), 1e-5);
    const unfolded = network.predict(images);
    expect([...network.toWeights().keys()]).toEqual([...network.variables.keys()]);
    tf.dispose([images, folded, own, unfolded]);
  });

  it('learns a batch by heart from a rate at which the plain network stands still', () => {
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
    expect(normal).toBeLessThan(0.7 * plain);
    tf.dispose(images);
  });
});
