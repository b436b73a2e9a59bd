/** Who found what, row by row, at one IoU and in the first size band. D = detection rows, G = truth rows. */

import { inRange } from '../area-ranges.js';
import { Judge, roleOf } from '../judge.js';
import { role } from '../matching/group.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';

/** What a detection row came to. */
export const verdict = {
  /** Of a class that is not evaluated, or beyond the number of detections that take part. */
  outside: 0,
  truePositive: 1,
  falsePositive: 2,
  /** Found an ignored object, or is not of the size asked for. */
  ignored: 3,
} as const;

export interface Assignments {
  /** D values of {@link verdict}. */
  readonly verdicts: Uint8Array;
  /** D truth rows that were found (true positives and ignored ones), -1 for none. */
  readonly found: Int32Array;
  /** G flags: 1 for objects to be found. */
  readonly counted: Uint8Array;
  /** G detection rows, -1 where a counted object was missed. */
  readonly foundBy: Int32Array;
}

/** Judges all classes at the first IoU of the rules. */
export function assign(scene: Scene, given: Rules): Assignments {
  const rules = { ...given, iou: given.iou.slice(0, 1), areaRanges: given.areaRanges.slice(0, 1) };
  const { truth, detections, order, truthOrder } = scene;
  const verdicts = new Uint8Array(detections.length);
  const found = new Int32Array(detections.length).fill(-1);
  const counted = new Uint8Array(truth.length);
  const foundBy = new Int32Array(truth.length).fill(-1);
  for (const row of truthOrder) {
    const inside = inRange(rules.areaRanges[0], truth.area[row]);
    counted[row] = roleOf(truth.flags[row], rules, inside) === role.counted ? 1 : 0;
  }
  const most = rules.maxDetections[rules.maxDetections.length - 1];
  const judge = new Judge(scene, rules, (group, place) => {
    for (let n = 0; n < group.candidates; n++) {
      const object = group.assigned[n];
      if (object < 0) continue;
      const row = order[place.position + group.candidate[n]];
      found[row] = truthOrder[place.truth + object];
      if (group.roles[object] === role.counted) foundBy[found[row]] = row;
    }
  });
  for (let k = 0; k < scene.classes.length; k++) {
    const first = scene.classDetections[k];
    const { bands, rank } = judge.judge(k);
    for (let i = 0; i < rank.length; i++) {
      const hit = bands[0].found[i] ? verdict.truePositive : verdict.falsePositive;
      const judged = bands[0].ignored[i] ? verdict.ignored : hit;
      verdicts[order[first + i]] = rank[i] < most ? judged : verdict.outside;
    }
  }
  return { verdicts, found, counted, foundBy };
}
