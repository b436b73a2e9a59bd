/** E = examples (sampled regions), F = features, K = classes. */
import { joinFloats } from '../../join-floats.js';

/** Sampled regions with their features and what the truth says of them (see label-regions.ts). */
export interface Examples {
  readonly length: number;
  /** E x F. */
  readonly features: Float32Array;
  /** E x K: IoU with the class's nearest object, in 1/255. */
  readonly overlaps: Float32Array;
  /** E: class of an IoU of 0.5 or more, else -1. */
  readonly positive: Float32Array;
  /** E x 4. */
  readonly deltas: Float32Array;
}

/** All sets one after the other. */
export function joinExamples(sets: readonly Examples[]): Examples {
  const join = (part: 'features' | 'overlaps' | 'positive' | 'deltas') =>
    joinFloats(sets.map((set) => set[part]));
  return {
    length: sets.reduce((sum, set) => sum + set.length, 0),
    features: join('features'),
    overlaps: join('overlaps'),
    positive: join('positive'),
    deltas: join('deltas'),
  };
}
