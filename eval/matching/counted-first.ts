import { type MatchGroup, none, role } from './group.js';

/**
 * COCO (`COCOeval.evaluateImg`): objects are tried counted ones first; among free ones that meet the threshold
 * the highest IoU wins, the last of equals, and an ignored object only when no counted one met it. Ignored
 * objects are used up, crowds are not. The threshold is capped just below 1, so that IoU 1 meets a threshold
 * of 1 in spite of rounding.
 */
export function matchCountedFirst(group: MatchGroup): void {
  const { candidates, candidate, objects, overlap, highest, roles, ceilings, thresholds, assigned, found } =
    group;
  const order = countedFirst(group);
  for (let t = 0; t < thresholds.length; t++) {
    const threshold = Math.min(thresholds[t], 1 - 1e-10);
    for (let j = 0; j < objects; j++) found[j] = 0;
    for (let c = 0; c < candidates; c++) {
      const i = candidate[c];
      let best: number = none;
      if (highest[i] >= threshold || ceilings[0] !== Number.POSITIVE_INFINITY) {
        let least = 0;
        for (let n = 0; n < objects; n++) {
          const j = order[n];
          if (found[j] && roles[j] !== role.crowd) continue;
          if (best !== none && roles[best] === role.counted && roles[j] !== role.counted) break;
          const value = overlap[i * objects + j];
          if (value <= 0 || value < Math.min(threshold, ceilings[j]) || value < least) continue;
          least = value;
          best = j;
        }
        if (best !== none) found[best] = 1;
      }
      assigned[t * candidates + c] = best;
    }
  }
}

function countedFirst({ roles, objects, sequence: order }: MatchGroup): Int32Array {
  let n = 0;
  for (let j = 0; j < objects; j++) if (roles[j] === role.counted) order[n++] = j;
  for (let j = 0; j < objects; j++) if (roles[j] !== role.counted) order[n++] = j;
  return order;
}
