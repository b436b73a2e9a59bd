import { type MatchGroup, none, role } from './group.js';

/**
 * ILSVRC DET (`eval_detection.m`): of the objects that are still free and whose own threshold is met, the one
 * of highest IoU, the first of equals. Ignored objects (the contest has none) are never used up.
 */
export function matchBestFree(group: MatchGroup): void {
  const { candidates, candidate, objects, overlap, roles, ceilings, thresholds, assigned, found } = group;
  for (let t = 0; t < thresholds.length; t++) {
    for (let j = 0; j < objects; j++) found[j] = 0;
    for (let n = 0; n < candidates; n++) {
      const row = candidate[n] * objects;
      let best: number = none;
      let highest = 0;
      for (let j = 0; j < objects; j++) {
        const value = overlap[row + j];
        if (found[j] || value <= highest || value < Math.min(thresholds[t], ceilings[j])) continue;
        highest = value;
        best = j;
      }
      assigned[t * candidates + n] = best;
      if (best !== none && roles[best] === role.counted) found[best] = 1;
    }
  }
}
