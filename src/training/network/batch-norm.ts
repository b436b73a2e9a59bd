/** Legend: N x H x W x C = a map, kernel x kernel x I x C = weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { AddBias } from '../../engines/tensorflow/layers.js';
import type { Parameters } from '../../engines/tensorflow/parameters.js';
import type { Network } from '../../googlenet/layer.js';
import { EPSILON } from '../../onnx/training/batch-norm.js';
import { biasRelu, reluGradient } from './bias-relu.js';
import { type Attribute, type NativeBackend, nativeBackend } from './native-backend.js';

/**
 * Batch normalisation of the convolutions while they are trained (Ioffe and Szegedy, arXiv 1502.03167): every
 * channel's sums to mean 0 and variance 1 over the batch and all places, then the bias. Differs from the paper: no
 * scale is learnt, since after a ReLU the next layer's weights make up for it. Statistics of many batches fold into
 * weights and biases, so that what is published is the plain network.
 */
export class BatchNorm implements Disposable {
  /** Of the last batch, C each, by names such as `conv1/7x7_s2/mean`; `.../variance` is over one less than all values. */
  readonly statistics: ReadonlyMap<string, tf.Variable>;
  readonly #layers: readonly string[];

  constructor({ layers }: Network) {
    const convolutions = layers.filter((layer) => layer.op === 'convolution');
    this.#layers = convolutions.map(({ name }) => name);
    const untrained = (make: () => tf.Tensor) => tf.tidy(() => tf.variable(make(), false));
    this.statistics = new Map(
      convolutions.flatMap(({ name, outChannels }) => [
        [`${name}/mean`, untrained(() => tf.zeros([outChannels]))] as const,
        [`${name}/variance`, untrained(() => tf.ones([outChannels]))] as const,
      ]),
    );
  }

  /** What follows a layer's products (N x H x W x C) in a training step. Linear layers have a bias alone. */
  readonly addBias: AddBias = (sums, bias, layer) => {
    if (layer.op === 'linear') return biasRelu(sums, bias, layer);
    const observe: Observe = ({ mean, variance }) => {
      this.statistics.get(`${layer.name}/mean`)!.assign(mean);
      this.statistics.get(`${layer.name}/variance`)!.assign(variance);
    };
    const backend = nativeBackend();
    if (!backend) {
      const normal = normalised(sums as tf.Tensor4D, bias, observe);
      return layer.relu ? tf.relu(normal) : normal;
    }
    return nativelyNormalised(backend, { sums, bias, relu: layer.relu, observe });
  };

  /**
   * The parameters of the plain network that computes the same with given statistics: s = 1 / sqrt(variance + epsilon),
   * weight * s, bias - mean * s. New tensors where they differ; they are the caller's.
   *
   * @param parameters with the statistics by their names
   */
  fold(parameters: Parameters): Map<string, tf.Tensor> {
    const folded = new Map(parameters);
    for (const name of this.#layers) {
      const parameter = (part: string) => parameters.get(`${name}/${part}`)!;
      const scale = tf.rsqrt(tf.add(parameter('variance'), EPSILON));
      folded.set(`${name}/weight`, tf.mul(parameter('weight'), scale));
      folded.set(`${name}/bias`, tf.sub(parameter('bias'), tf.mul(parameter('mean'), scale)));
    }
    return folded;
  }

  [Symbol.dispose](): void {
    tf.dispose([...this.statistics.values()]);
  }
}

/** Called while the batch's statistics exist. */
type Observe = (statistics: { mean: tf.Tensor; variance: tf.Tensor }) => void;

/** In tfjs's operations, whose gradients tfjs knows. */
function normalised(sums: tf.Tensor4D, bias: tf.Tensor1D, observe: Observe): tf.Tensor {
  const { mean, variance } = tf.moments(sums, [0, 1, 2]);
  const values = sums.size / bias.size;
  observe({ mean, variance: tf.mul(variance, values / (values - 1)) });
  return tf.add(tf.mul(tf.sub(sums, mean), tf.rsqrt(tf.add(variance, EPSILON))), bias);
}

interface Normalised {
  /** N x H x W x C. */
  readonly sums: tf.Tensor;
  readonly bias: tf.Tensor1D;
  readonly relu: boolean;
  readonly observe: Observe;
}

/** With ReLU; two operations forwards and two back in place of some twenty. */
function nativelyNormalised(backend: NativeBackend, { sums, bias, relu, observe }: Normalised): tf.Tensor {
  const run = tf.customGrad((...args) => {
    const [x, offset, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const scale = tf.ones([x.shape.at(-1)!]);
    const unused = tf.tensor1d([]); // a running mean and variance, which training does not read
    const inputs = [x, scale, offset, unused, unused];
    // y, mean, variance, and three that only the gradient reads.
    const outputs = backend.executeMultipleOutputs('FusedBatchNormV3', attributesOf(backend), inputs, 6);
    const [y, mean, variance, ...reserved] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    observe({ mean, variance });
    const value = relu ? tf.relu(y) : y;
    save([x, scale, value, ...reserved]);
    return { value, gradFunc: (dy, saved) => nativeGradients(backend, { dy, saved, relu }) };
  });
  return run(sums, bias);
}

/** With respect to the sums and to the bias. */
function nativeGradients(
  backend: NativeBackend,
  { dy, saved, relu }: { dy: tf.Tensor; saved: tf.Tensor[]; relu: boolean },
): tf.Tensor[] {
  const [x, scale, value, ...reserved] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  const dNormal = relu ? reluGradient(backend, dy, value) : dy;
  const inputs = [dNormal, x, scale, ...reserved];
  // Of x, scale and offset, and two that are empty.
  const outputs = backend.executeMultipleOutputs('FusedBatchNormGradV3', attributesOf(backend), inputs, 5);
  return [outputs[0]!, outputs[2]!];
}

function attributesOf({ binding }: NativeBackend): Attribute[] {
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: EPSILON },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ];
}
