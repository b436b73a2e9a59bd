import * as tf from '@tensorflow/tfjs-core';
import { type Attribute, type NativeBackend, nativeBackend } from './native-backend.js';

/**
 * Bias and ReLU of a layer whose gradients are one native operation each. tfjs's own take four kernels for ReLU and
 * a general sum for the bias; ReluGrad alone makes a training step a fifth quicker, with the same values. On other
 * backends the gradient is written in tfjs's operations.
 */
export function biasRelu(
  sums: tf.Tensor,
  bias: tf.Tensor1D,
  { relu }: { readonly relu: boolean },
): tf.Tensor {
  const backend = nativeBackend();
  const add = tf.customGrad((...args) => {
    const [x, b, save] = args as [tf.Tensor, tf.Tensor1D, tf.GradSaveFunc];
    const biased = backend ? withBias(backend, x, b) : tf.add(x, b);
    const value = relu ? tf.relu(biased) : biased;
    save(relu ? [value] : []);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) => {
      const dx = y ? reluGradient(backend, dy, y) : dy;
      return [dx, biasGradient(backend, dx)];
    };
    return { value, gradFunc };
  });
  return add(sums, bias);
}

function withBias(backend: NativeBackend, x: tf.Tensor, bias: tf.Tensor1D): tf.Tensor {
  return backend.executeSingleOutput('BiasAdd', channelsLast(backend), [x, bias]);
}

/** @param y what the ReLU gave */
export function reluGradient(backend: NativeBackend | undefined, dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (!backend) return tf.mul(dy, tf.step(y));
  return backend.executeSingleOutput('ReluGrad', [float(backend)], [dy, y]);
}

/** Sum over everything but the channels. */
function biasGradient(backend: NativeBackend | undefined, dx: tf.Tensor): tf.Tensor {
  if (!backend) return tf.sum(dx, [...dx.shape.keys()].slice(0, -1));
  return backend.executeSingleOutput('BiasAddGrad', channelsLast(backend), [dx]);
}

function channelsLast(backend: NativeBackend): Attribute[] {
  return [float(backend), { name: 'data_format', type: backend.binding.TF_ATTR_STRING, value: 'NHWC' }];
}

function float({ binding }: NativeBackend): Attribute {
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}
