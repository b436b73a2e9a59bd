/**
 * Each layer as TensorFlow operations, the same for the native and the WebAssembly backend and for training.
 * Maps are N x H x W x C inside, features N x K.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { AveragePool, Convolution, Linear, LocalResponseNorm, MaxPool } from '../../googlenet/layer.js';
import { convolvedSide, pooledSide } from '../../googlenet/shapes.js';
import { type Margin, padded } from './windows.js';

/** A layer's trained arrays in TensorFlow's layout. */
interface LayerParameters<Weight extends tf.Tensor = tf.Tensor> {
  readonly weight: Weight;
  readonly bias: tf.Tensor1D;
}

/** What follows a layer's products: its bias, and the ReLU where it has one. */
export type AddBias = (
  sums: tf.Tensor,
  bias: tf.Tensor1D,
  layer: Pick<Convolution | Linear, 'op' | 'name' | 'relu'>,
) => tf.Tensor;

/**
 * A layer's products without bias.
 *
 * @param x N x H x W x I, padded where `padding` is `valid`
 * @param weight kernel x kernel x I x O
 * @returns N x H' x W' x O
 */
export type Convolve = (
  x: tf.Tensor4D,
  weight: tf.Tensor4D,
  layer: { readonly name: string; readonly stride: number; readonly padding: 'valid' | 'same' },
) => tf.Tensor4D;

/**
 * @param weight kernel x kernel x I x O
 * @param addBias to use after `convolve` instead of the fused operation, for training
 */
export function convolution(
  layer: Convolution,
  input: tf.Tensor4D,
  { weight, bias }: LayerParameters<tf.Tensor4D>,
  { addBias, convolve = plainConvolution }: { addBias?: AddBias; convolve?: Convolve } = {},
): tf.Tensor4D {
  const { stride, name } = layer;
  const { input: x, padding } = padded(input, layer, { cellsOf: convolvedSide, value: 0 });
  if (addBias) return addBias(convolve(x, weight, { name, stride, padding }), bias, layer) as tf.Tensor4D;
  const activation = layer.relu ? ('relu' as const) : ('linear' as const);
  return tf.fused.conv2d({ x, filter: weight, strides: stride, pad: padding, bias, activation });
}

const plainConvolution: Convolve = (x, weight, { stride, padding }) => tf.conv2d(x, weight, stride, padding);

/** @param weight I x O, where I runs over C, H, W in this order as in Caffe */
export function linear(
  layer: Linear,
  input: tf.Tensor,
  { weight, bias }: LayerParameters<tf.Tensor2D>,
  addBias: AddBias = biasThenRelu,
): tf.Tensor2D {
  const features = flattened(input);
  return addBias(tf.matMul(features, weight), bias, layer) as tf.Tensor2D;
}

function biasThenRelu(sums: tf.Tensor, bias: tf.Tensor1D, { relu }: { relu: boolean }): tf.Tensor {
  const biased = tf.add(sums, bias);
  return relu ? tf.relu(biased) : biased;
}

function flattened(input: tf.Tensor): tf.Tensor2D {
  const { shape } = input;
  const [batch] = shape as [number];
  if (shape.length === 2) return input as tf.Tensor2D;
  const single = shape[1] === 1 && shape[2] === 1;
  return tf.reshape(single ? input : tf.transpose(input, [0, 3, 1, 2]), [batch, -1]);
}

export type MaxPooling = (
  x: tf.Tensor4D,
  window: { readonly kernel: number; readonly stride: number; readonly padding: 'valid' | 'same' },
) => tf.Tensor4D;

/** @param pool the operation to use instead of tfjs's, for training */
export function maxPool(
  layer: MaxPool,
  input: tf.Tensor4D,
  pool: MaxPooling = (x, { kernel, stride, padding }) => tf.maxPool(x, kernel, stride, padding),
): tf.Tensor4D {
  const { kernel, stride } = layer;
  const { input: x, padding } = padded(input, layer, { cellsOf: pooledSide, value: -Infinity });
  return pool(x, { kernel, stride, padding });
}

export function averagePool({ kernel, stride }: AveragePool, input: tf.Tensor4D): tf.Tensor4D {
  if (kernel === 'global') return tf.mean(input, [1, 2], true); // N x 1 x 1 x C
  const { input: x, margins } = padded(input, { kernel, stride, pad: 0 }, { cellsOf: pooledSide, value: 0 });
  const pooled = tf.avgPool(x, kernel, stride, 'valid');
  return margins ? tf.mul(pooled, clippingCorrection(pooled, { kernel, stride, margins })) : pooled;
}

/** kernel^2 over the cells of each window that are inside the map: Caffe divides by those only. 1 x H x W x 1. */
function clippingCorrection(
  { shape: [, height, width] }: tf.Tensor4D,
  { kernel, stride, margins }: { kernel: number; stride: number; margins: { height: Margin; width: Margin } },
): tf.Tensor4D {
  const inside = (cells: number, { after }: Margin) =>
    Array.from({ length: cells }, (_, cell) => kernel - Math.max(0, after - (cells - 1 - cell) * stride));
  const rows = tf.tensor4d(inside(height, margins.height), [1, height, 1, 1]);
  const columns = tf.tensor4d(inside(width, margins.width), [1, 1, width, 1]);
  return tf.div(kernel * kernel, tf.mul(rows, columns));
}

/** TensorFlow does not divide alpha by the size of the window. */
export function localResponseNorm(
  { size, alpha, beta, k }: LocalResponseNorm,
  input: tf.Tensor4D,
): tf.Tensor4D {
  return tf.localResponseNormalization(input, (size - 1) / 2, k, alpha / size, beta);
}

/**
 * @param input N x H x W x C
 * @param rows n x H
 * @param columns n x W
 * @returns N x n x n x C
 */
export function resample(input: tf.Tensor4D, rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor4D {
  const [batch, height, width, channels] = input.shape;
  const [size] = rows.shape;
  const low = tf.matMul(rows, tf.reshape(input, [batch, height, width * channels])); // N x n x W * C
  const cells = tf.matMul(columns, tf.reshape(low, [batch * size, width, channels])); // N * n x n x C
  return tf.reshape(cells, [batch, size, size, channels]);
}
