/** Gradients of the trainable network against finite differences and against another backend's kernels. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { liveTensors, loadBackend } from '../../../../src/engines/tensorflow/library.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import type { Network } from '../../../../src/googlenet/layer.js';
import { biasRelu } from '../../../../src/training/network/bias-relu.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { maxPooling } from '../../../../src/training/network/max-pooling.js';
import { TrainableNetwork } from '../../../../src/training/network/trainable-network.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { describeWithTensorFlow } from '../../../support/native-tensorflow.js';
import { randomValues } from '../../../support/reference-network.js';

const small = googlenet({ classes: 5, auxiliary: true, auxiliaryInputSize: 64, width: 1 / 16 });

/** Every operation that has a derivative everywhere: finite differences agree closely. */
const smooth: Network = {
  input: 'data',
  inputChannels: 3,
  layers: [
    {
      op: 'convolution',
      name: 'conv',
      input: 'data',
      inChannels: 3,
      outChannels: 6,
      kernel: 7,
      stride: 2,
      pad: 3,
      relu: false,
    },
    { op: 'local-response-norm', name: 'norm', input: 'conv', size: 5, alpha: 1, beta: 0.75, k: 1 },
    {
      op: 'convolution',
      name: 'deep',
      input: 'norm',
      inChannels: 6,
      outChannels: 4,
      kernel: 3,
      stride: 1,
      pad: 1,
      relu: false,
    },
    { op: 'concat', name: 'both', inputs: ['norm', 'deep'] },
    { op: 'average-pool', name: 'pool', input: 'both', kernel: 5, stride: 3 },
    { op: 'dropout', name: 'drop', input: 'pool', rate: 0.4 },
    { op: 'linear', name: 'scores', input: 'drop', inFeatures: 40, outFeatures: 3, relu: false },
    { op: 'softmax', name: 'prob', input: 'scores' },
  ],
  outputs: ['prob'],
};

const dropoutKey = [1, 0];
const tensorOf = (tensor: tf.Tensor) => ({ data: Float32Array.from(tensor.dataSync()), shape: tensor.shape });
const imagesOf = (side: number, batch: number, scale = 1) =>
  tf.tensor4d(randomValues(batch * side * side * 3, 11, scale), [batch, side, side, 3]);

/** The slope of the loss along a direction through the parameters, by the gradients and by central differences. */
function slopes(
  network: Network,
  { side, step, scale }: { side: number; step: number; scale: number },
): { analytic: number; numeric: number } {
  return tf.tidy(() => {
    using trainable = new TrainableNetwork(network, initialWeights(network, 3));
    const batch = { images: imagesOf(side, 2, scale), labels: Int32Array.of(0, 2) };
    const { gradients } = trainable.step(batch, { dropoutKey });
    const names = [...trainable.variables.keys()];
    const dot = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
    // Downhill is the direction in which the loss changes most, so that rounding weighs least.
    const length = Math.sqrt(names.reduce((sum, name) => sum + dot(gradients[name]!, gradients[name]!), 0));
    const lossAt = (distance: number) => {
      for (const name of names) {
        const variable = trainable.variables.get(name)!;
        variable.assign(tf.add(variable, tf.mul(gradients[name]!, distance / length)));
      }
      const { loss, gradients: unused } = trainable.step(batch, { dropoutKey });
      tf.dispose(Object.values(unused));
      return loss;
    };
    const above = lossAt(step);
    const below = lossAt(-2 * step);
    return { analytic: length, numeric: (above - below) / (2 * step) };
  });
}

describeWithTensorFlow()('gradients', () => {
  let before: number;
  beforeAll(() => loadBackend('tensorflow'));
  beforeEach(async () => {
    await tf.setBackend('tensorflow');
    before = liveTensors();
  });
  afterEach(() => {
    expect(liveTensors()).toBe(before);
  });

  it('of smooth layers agree with finite differences', () => {
    const { analytic, numeric } = slopes(smooth, { side: 14, step: 1e-2, scale: 1 });
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(2e-3);
  });

  it('of a small GoogLeNet with auxiliary heads agree with finite differences', () => {
    const { analytic, numeric } = slopes(small, { side: 64, step: 2e-3, scale: 50 });
    expect(Math.abs(numeric / analytic - 1)).toBeLessThan(2e-2);
  });

  it('of every parameter agree with tfjs’s CPU backend', async () => {
    const run = async (backend: string) => {
      await tf.setBackend(backend);
      using trainable = new TrainableNetwork(small, initialWeights(small, 3));
      const images = imagesOf(64, 2, 50);
      const { loss, gradients } = trainable.step({ images, labels: Int32Array.of(4, 1) }, { dropoutKey });
      const values = new Map(
        Object.entries(gradients).map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]),
      );
      tf.dispose([images, ...Object.values(gradients)]);
      return { loss, values };
    };
    const native = await run('tensorflow');
    const twin = await run('cpu');
    await tf.setBackend('tensorflow');
    expect(native.loss).toBeCloseTo(twin.loss, 4);
    expect([...native.values.keys()]).toEqual([...twin.values.keys()]);
    expect(native.values.size).toBe(128);
    for (const [name, expected] of twin.values) {
      const got = native.values.get(name)!;
      const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - got[i]!)), 0);
      expect(worst <= 1e-3 * largest, `${name}: off by ${worst}, largest ${largest}`).toBe(true);
    }
  });

  it.each([
    ['same', { kernel: 3, stride: 1, padding: 'same' }, 7],
    ['every second cell, the last window clipped', { kernel: 3, stride: 2, padding: 'same' }, 8],
    ['every second cell', { kernel: 3, stride: 2, padding: 'valid' }, 9],
  ] as const)('of max pooling are those of tfjs’s, ties included: %s', (_, window, side) => {
    tf.tidy(() => {
      // Rounded to few levels and cut at 0 as behind ReLU: most windows hold their largest value several times.
      const values = randomValues(2 * side * side * 3, 7, 3).map((value) => Math.max(0, Math.round(value)));
      const x = tf.tensor4d(values, [2, side, side, 3]);
      const { kernel, stride, padding } = window;
      const slope = (pool: (x: tf.Tensor4D) => tf.Tensor4D) => {
        const { value, grad } = tf.valueAndGrad((y: tf.Tensor) => pool(y as tf.Tensor4D))(
          x,
          tf.tensor(randomValues(pool(x).size, 8), pool(x).shape),
        );
        return { value: tensorOf(value), gradient: tensorOf(grad) };
      };
      const [own, stock] = [
        slope((y) => maxPooling(y, window)),
        slope((y) => tf.maxPool(y, kernel, stride, padding)),
      ];
      expect(own.value).toEqual(stock.value);
      // A cell that is the largest of several windows sums their gradients, in another order.
      expectClose('gradient', own.gradient, stock.gradient, 1e-6);
    });
  });

  it('of the native bias and ReLU are those of tfjs’s, at 0 as well', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([-2, -0, 0, 1e-30, 3, -3, -1, 1, -1, -2], [2, 5]);
      const bias = tf.tensor1d([0, 0, 0, 0, 1]);
      const slopes = (f: (x: tf.Tensor, bias: tf.Tensor) => tf.Tensor) =>
        tf.grads((...args) => tf.mul(f(args[0]!, args[1]!), [1, 2, 3, 4, 5]))([x, bias]);
      const [dx, dBias] = slopes((x, bias) => biasRelu(x, bias as tf.Tensor1D, { relu: true }));
      expect([...dx!.dataSync()]).toEqual([0, 0, 0, 4, 5, 0, 0, 3, 0, 0]);
      expect([...dBias!.dataSync()]).toEqual([0, 0, 3, 4, 5]);
      const stock = slopes((x, bias) => tf.relu(tf.add(x, bias)));
      expect(dx!.dataSync()).toEqual(stock[0]!.dataSync());
      expect(dBias!.dataSync()).toEqual(stock[1]!.dataSync());
    });
  });
});
