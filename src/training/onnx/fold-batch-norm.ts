import { EPSILON } from '../../onnx/training/batch-norm.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import type { BatchStatistics } from './classifier-model.js';

/**
 * The weights of the network without batch normalisation that computes the same: weight * s and bias - mean * s, where
 * s = 1 / sqrt(variance + epsilon). Layers without statistics keep theirs.
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

/** The mean of several batches' statistics, array by array. */
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
