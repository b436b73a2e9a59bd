/**
 * Where the evidence for a class lies: class activation maps (Zhou et al., arXiv 1512.04150). GoogLeNet averages its
 * last map and multiplies the mean by one row per class. Both are linear, so the row can be applied first: each cell's
 * value is its contribution to the class, and the map's mean plus the bias is exactly the logit.
 * C = channels, H x W = cells.
 */
import type { Tensor } from '../engines/engine.js';
import { RcnnError } from '../errors.js';
import type { Size } from '../geometry/box.js';

export interface ActivationMap extends Size {
  /** H x W, rows from the top. */
  readonly values: Float32Array;
  /** Mean of the values plus this is the class's logit. */
  readonly bias: number;
}

/** The row of a linear layer that belongs to one class. */
export interface ClassRow {
  /** C. */
  readonly weight: Float32Array;
  readonly bias: number;
}

/**
 * @param features 1 x C x H x W, the input of the average pool (`inception_5b/output`)
 * @throws RcnnError `bad-option` when features and row do not have the same C
 */
export function activationMap({ data, shape }: Tensor, { weight, bias }: ClassRow): ActivationMap {
  const [images, channels, height, width] = shape as [number, number, number, number];
  if (shape.length !== 4 || images !== 1 || channels !== weight.length) {
    throw new RcnnError(
      'bad-option',
      `Expected features of 1 x ${weight.length} x H x W for an activation map, but got ${shape.join(' x ')}.`,
    );
  }
  const cells = width * height;
  const sums = new Float64Array(cells);
  for (let channel = 0; channel < channels; channel++) {
    const factor = weight[channel]!;
    const from = channel * cells;
    for (let cell = 0; cell < cells; cell++) sums[cell]! += factor * data[from + cell]!;
  }
  return { width, height, values: Float32Array.from(sums), bias };
}

/** The class's score before softmax. */
export function logitOf({ values, bias }: ActivationMap): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length + bias;
}

/** The row of class `k` of a linear layer: weight K x C, bias K. */
export function classRow(
  { weight, bias }: { readonly weight: Float32Array; readonly bias: Float32Array },
  k: number,
): ClassRow {
  const channels = weight.length / bias.length;
  return { weight: weight.subarray(k * channels, (k + 1) * channels), bias: bias[k]! };
}
