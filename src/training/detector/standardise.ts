/** E = examples, F = features. */
import type { Examples } from './examples.js';

/** What turns raw features into ones of mean 0, and of squared length about 1 a row. */
export interface Standard {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** Below it a feature hardly ever fires; scaling it up would let one odd region decide. */
const LEAST_DEVIATION = 1e-3;

/**
 * The standard of these examples.
 *
 * @param examples.features E x F
 * @param examples.length E, at least 1
 * @param width F
 */
export function standardOf(
  { features, length }: Pick<Examples, 'features' | 'length'>,
  width: number,
): Standard {
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  for (let e = 0; e < length; e++) {
    for (let f = 0; f < width; f++) {
      const value = features[e * width + f];
      mean[f] += value;
      square[f] += value * value;
    }
  }
  const scale = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    mean[f] /= length;
    const deviation = Math.sqrt(Math.max(0, square[f] / length - mean[f] ** 2));
    scale[f] = 1 / (Math.max(deviation, LEAST_DEVIATION) * Math.sqrt(width));
  }
  return { mean, scale };
}

/** The features from one on as ones that count more: regularisation holds them back less. */
export function weighted(
  { mean, scale }: Standard,
  { from, by }: { readonly from: number; readonly by: number },
): Standard {
  return { mean, scale: scale.map((value, f) => (f < from ? value : by * value)) };
}

/** In place: each row becomes (row - mean) * scale. */
export function standardise(features: Float32Array, { mean, scale }: Standard): void {
  const width = mean.length;
  for (let at = 0; at < features.length; at += width) {
    for (let f = 0; f < width; f++) features[at + f] = (features[at + f] - mean[f]) * scale[f];
  }
}

/** A linear layer on standardised features as one on raw features; `weight` rows x F, changed in place with `bias`. */
export function unstandardise(weight: Float32Array, bias: Float32Array, { mean, scale }: Standard): void {
  const width = mean.length;
  for (let k = 0; k < bias.length; k++) {
    let shift = 0;
    for (let f = 0; f < width; f++) {
      weight[k * width + f] *= scale[f];
      shift += weight[k * width + f] * mean[f];
    }
    bias[k] -= shift;
  }
}
