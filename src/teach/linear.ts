/** R = rows, F = features, O = outputs. */
import { dot } from '../training/detector/dot.js';
import type { Linear } from '../training/detector/heads.js';

/** A linear layer on rows of features: R x F to R x O. */
export function linear(features: Float32Array, { weight, bias }: Linear): Float32Array {
  const outputs = bias.length;
  const width = weight.length / outputs;
  const rows = features.length / width;
  const values = new Float32Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      values[r * outputs + o] = dot(weight, o * width, features, r * width, width) + bias[o]!;
    }
  }
  return values;
}
