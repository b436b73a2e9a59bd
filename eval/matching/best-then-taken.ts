import { type MatchGroup, none, role, taken } from './group.js';

/**
 * PASCAL VOC (`VOCevaldet.m`): the object of highest IoU, the first of equals, is the only candidate. Below
 * the threshold the detection is false; if the object is difficult it is ignored; if the object was found
 * before, false again, even when another free object overlaps enough.
 */
export function matchBestThenTaken(group: MatchGroup): void {
  const { candidates, candidate, objects, overlap, highest, roles, ceilings, thresholds, assigned, found } =
    group;
  for (let t = 0; t < thresholds.length; t++) {
    for (let j = 0; j < objects; j++) found[j] = 0;
    for (let n = 0; n < candidates; n++) {
      const i = candidate[n];
      const at = t * candidates + n;
      assigned[at] = none;
      let best = 0;
      while (overlap[i * objects + best] !== highest[i]) best++;
      if (highest[i] < Math.min(thresholds[t], ceilings[best])) continue;
      assigned[at] = found[best] ? taken : best;
      if (roles[best] === role.counted) found[best] = 1;
    }
  }
}
