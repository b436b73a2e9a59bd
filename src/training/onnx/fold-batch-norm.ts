import { EPSILON } from '../../onnx/training/batch-norm.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import type { BatchStatistics } from './classifier-model.js';

/**
 * The weights of the plain network that computes the same with given statistics: s = 1 / sqrt(variance + epsilon),
 * weight * s, bias - mean * s. What has no statistics stays.
 */
export function foldBatchNorm(weights: Weights, statistics: BatchStatistics): Weights {
  const folded = new Map<string, WeightArray>(weights);
  for (const [name, { data: variance }] of statistics) {
    if (!name.endsWith('/variance')) continue;
    const layer = name.slice(0, -'/variance'.length);
    const scale = variance.map((value) => 1 / Math.sqrt(value + EPSILON));
    const mean = statistics.get(`${layer}/mean`)!.data;
    const [weight, bias] = [weights.get(`${layer}/weight`)!, weights.get(`${layer}/bias`)!];
    const each = weight.data.length / scale.length;
    folded.set(`${layer}/weight`, {
      ...weight,
      data: weight.data.map((value, i) => value * scale[Math.floor(i / each)]!),
    });
    folded.set(`${layer}/bias`, { ...bias, data: bias.data.map((value, i) => value - mean[i]! * scale[i]!) });
  }
  return folded;
}

/** Of several batches, array by array. */
export function meanOf(batches: readonly BatchStatistics[]): BatchStatistics {
  const [first, ...others] = batches;
  if (!first) return new Map();
  return new Map(
    [...first].map(([name, { data, shape }]) => {
      const sum = data.map((value, i) =>
        others.reduce((total, other) => total + other.get(name)!.data[i]!, value),
      );
      return [name, { shape, data: sum.map((value) => value / batches.length) }];
    }),
  );
}
