/** Recall by what the objects are like. */

import { OCCLUDED, TRUNCATED } from '../../src/datasets/records.js';
import { type AreaRange, cocoAreaRanges, inRange } from '../area-ranges.js';
import type { Scene } from '../scene.js';
import type { Assignments } from './assignments.js';

export interface BreakdownRow {
  readonly group: 'size' | 'aspect' | 'truncated' | 'occluded';
  /** `small`, `tall`, `yes`. */
  readonly value: string;
  readonly objects: number;
  /** Share found at the first IoU by any detection that takes part, 0..1; null without objects. */
  readonly recall: number | null;
}

/** Width over height; 1.5 keeps upright people (about 1 : 2.5) and cars apart from square things. */
const aspects: readonly AreaRange[] = [
  { name: 'tall', min: 0, max: 1 / 1.5 },
  { name: 'square', min: 1 / 1.5, max: 1.5 },
  { name: 'wide', min: 1.5, max: Number.POSITIVE_INFINITY },
];

/** Recall by size, aspect and flags, over the objects that count. A group without objects has a row, too. */
export function breakdown({ truth }: Scene, { counted, foundBy }: Assignments): BreakdownRow[] {
  const { x1, y1, x2, y2, area, flags } = truth;
  const row = (
    group: BreakdownRow['group'],
    value: string,
    belongs: (i: number) => boolean,
  ): BreakdownRow => {
    let objects = 0;
    let found = 0;
    for (let i = 0; i < truth.length; i++) {
      if (!counted[i] || !belongs(i)) continue;
      objects++;
      if (foundBy[i] >= 0) found++;
    }
    return { group, value, objects, recall: objects === 0 ? null : found / objects };
  };
  // What lies on the limit of two counts as the first, so that the rows of a group add up.
  const bands = (group: 'size' | 'aspect', ranges: readonly AreaRange[], of: (i: number) => number) =>
    ranges.map((range) =>
      row(group, range.name, (i) => ranges.find((each) => inRange(each, of(i))) === range),
    );
  const flag = (group: 'truncated' | 'occluded', bit: number) => [
    row(group, 'no', (i) => (flags[i] & bit) === 0),
    row(group, 'yes', (i) => (flags[i] & bit) !== 0),
  ];
  return [
    ...bands('size', cocoAreaRanges.slice(1), (i) => area[i]),
    ...bands('aspect', aspects, (i) => (x2[i] - x1[i]) / Math.max(y2[i] - y1[i], 1e-9)),
    ...flag('truncated', TRUNCATED),
    ...flag('occluded', OCCLUDED),
  ];
}
