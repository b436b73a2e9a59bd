import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { forward } from '../../../../src/engines/tensorflow/forward.js';
import type { Convolve } from '../../../../src/engines/tensorflow/layers.js';
import { loadBackend } from '../../../../src/engines/tensorflow/library.js';
import { toParameters } from '../../../../src/engines/tensorflow/parameters.js';
import { naiveModule, reducedModule } from '../../../../src/googlenet/inception.js';
import type { Network } from '../../../../src/googlenet/layer.js';
import { parametersOf } from '../../../../src/googlenet/parameters.js';
import { biasRelu } from '../../../../src/training/network/bias-relu.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { nativeBackend } from '../../../../src/training/network/native-backend.js';
import { convolveSiblings, siblingsOf } from '../../../../src/training/network/sibling-convolutions.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { describeWithTensorFlow } from '../../../support/native-tensorflow.js';
import { randomValues } from '../../../support/reference-network.js';

const channels = { '1x1': 4, '3x3_reduce': 3, '3x3': 5, '5x5_reduce': 2, '5x5': 3, pool_proj: 2 };
const inception: Network = {
  input: 'data',
  inputChannels: 6,
  layers: reducedModule({ name: 'module', input: 'data', inChannels: 6, channels }),
  outputs: ['module/output'],
};
const tensorOf = (tensor: tf.Tensor) => ({ data: Float32Array.from(tensor.dataSync()), shape: tensor.shape });

it('are the 1x1, 3x3 reduction and 5x5 reduction of a module, and none of a naive one', () => {
  expect([...siblingsOf(inception).keys()]).toEqual(['module/1x1', 'module/3x3_reduce', 'module/5x5_reduce']);
  const naive = naiveModule({ name: 'module', input: 'data', inChannels: 6, channels });
  expect([...siblingsOf({ ...inception, layers: naive }).keys()]).toEqual([]);
});

describeWithTensorFlow()('convolutions that share their input', () => {
  beforeAll(async () => {
    await loadBackend('tensorflow');
    await tf.setBackend('tensorflow');
  });

  it('give the same values and gradients as one by one, with two operations fewer each way', () => {
    const parameters = toParameters(inception, initialWeights(inception, 1));
    const names = parametersOf(inception).map(({ name }) => name);
    const images = tf.tensor4d(randomValues(2 * 7 * 7 * 6, 2), [2, 7, 7, 6]);
    const run = (convolve?: (parameters: ReadonlyMap<string, tf.Tensor>) => Convolve) => {
      const convolutions = vi.spyOn(nativeBackend()!, 'executeSingleOutput');
      const tensors = tf.tidy(() => {
        const output = (...[x, ...arrays]: tf.Tensor[]) => {
          const own = new Map(names.map((name, i) => [name, arrays[i]!]));
          const options = { addBias: biasRelu, keepAll: true, ...(convolve && { convolve: convolve(own) }) };
          return tf.square(forward(inception, own, { data: x! }, options)['module/output']!);
        };
        const { value, grads } = tf.valueAndGrads(output)([
          images,
          ...names.map((name) => parameters.get(name)!),
        ]);
        return [value, ...grads].map(tensorOf);
      });
      const count = (op: string) => convolutions.mock.calls.filter(([name]) => name === op).length;
      const counts = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'].map(count);
      convolutions.mockRestore();
      return { tensors, counts };
    };
    const [plain, merged] = [run(), run((own) => convolveSiblings(siblingsOf(inception), own))];
    expect(plain.counts).toEqual([6, 6, 6]);
    expect(merged.counts).toEqual([4, 4, 4]);
    for (const [i, tensor] of merged.tensors.entries()) {
      expectClose(['value', 'of the input', ...names][i]!, tensor, plain.tensors[i]!, 1e-4);
    }
    tf.dispose([images, ...parameters.values()]);
  });
});
