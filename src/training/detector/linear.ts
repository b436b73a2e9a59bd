/** R = rows, F = features, O = outputs. */
import type { Linear } from './heads.js';
import { RowProducts } from './row-products.js';

/** A linear layer on rows of features: R x F to R x O. */
export function linear(features: Float32Array, { weight, bias }: Linear): Float32Array {
  const products = new RowProducts(weight, { width: weight.length / bias.length }).of(features);
  return Float32Array.from(products, (product, i) => product + bias[i % bias.length]!);
}
