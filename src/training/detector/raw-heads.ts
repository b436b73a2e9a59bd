import { foldAnswers } from './base-answers.js';
import type { HeadMaterial } from './head-material.js';
import type { Heads, Linear } from './heads.js';
import { unstandardise } from './standardise.js';

/** Heads on a material's features as a detector applies them: to the pooled features of a region, as they are. */
export function forRawFeatures(
  { scores, deltas }: Heads,
  { standard, answers }: Pick<HeadMaterial, 'standard' | 'answers'>,
): Heads {
  const raw = (heads: Linear): Linear => {
    const own = { weight: Float32Array.from(heads.weight), bias: Float32Array.from(heads.bias) };
    unstandardise(own.weight, own.bias, standard);
    return answers ? foldAnswers(own, answers) : own;
  };
  return { scores: raw(scores), deltas: raw(deltas) };
}
