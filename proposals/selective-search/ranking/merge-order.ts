/** R = regions of one hierarchy. The paper's order of selective search's boxes (Selective Search, section 3.4). */

import { randomStream } from '../../../src/random/seeded-stream.js';
import type { Pool } from '../../pooling.js';

/**
 * A rank for each region, smaller is better: its place counted from the end of the merging (1 is the whole
 * image), times a random number, so that large regions come first but no hierarchy's small ones come last.
 */
function mergeOrderRanks(regions: number, random: () => number): Float64Array {
  return Float64Array.from({ length: regions }, (_, region) => (regions - region) * random());
}

/** Entries of the pool, best first: a box that several regions have takes the best of their ranks. */
export function paperOrder({ entryOf, set }: Pool, seed: number): Uint32Array {
  const random = randomStream(seed);
  const best = new Float64Array(set.length).fill(Number.POSITIVE_INFINITY);
  for (const entries of entryOf) {
    const ranks = mergeOrderRanks(entries.length, random);
    for (let region = 0; region < entries.length; region++) {
      const entry = entries[region];
      if (entry >= 0) best[entry] = Math.min(best[entry], ranks[region]);
    }
  }
  return Uint32Array.from(best.keys()).sort((a, b) => best[a] - best[b] || a - b);
}
