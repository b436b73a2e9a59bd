/** E = examples (sampled regions), F = features (1024), K = classes. */

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
  const join = (part: 'features' | 'overlaps' | 'positive' | 'deltas') => {
    const joined = new Float32Array(sets.reduce((sum, set) => sum + set[part].length, 0));
    let at = 0;
    for (const set of sets) {
      joined.set(set[part], at);
      at += set[part].length;
    }
    return joined;
  };
  return {
    length: sets.reduce((sum, set) => sum + set.length, 0),
    features: join('features'),
    overlaps: join('overlaps'),
    positive: join('positive'),
    deltas: join('deltas'),
  };
}
