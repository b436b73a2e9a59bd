/** What `propose` finds, for people. */
import { DEFAULT_COUNT } from '../../../detection/defaults.js';
import type { ObjectExplanation } from '../../../proposals/selective-search/explain-object.js';
import type { Boxes } from '../../geometry/boxes.js';
import { table } from './output.js';

/** Boxes that are listed. */
const LISTED = 10;

/** The box that is nearest to an object, and what could have been nearer. */
export function explanationText({ region, union, rank, iou, reason }: ObjectExplanation): string {
  const beyond =
    rank < DEFAULT_COUNT
      ? ''
      : `; detect looks at the first ${DEFAULT_COUNT}: --count ${rank + 1} reaches it`;
  return (
    `nearest returned: number ${rank + 1}, IoU ${iou.toFixed(3)} (${reason}${beyond})\n` +
    `nearest region: IoU ${region.iou.toFixed(3)}, after merge ${region.level} of ${region.segments - 1} by ${inWords(region.strategy)}, of segments in ${region.colorSpace} with k ${region.k}\n` +
    `best box of whole segments that was found: IoU ${union.iou.toFixed(3)} (${union.colorSpace} k ${union.k})`
  );
}

const measures: Readonly<Record<string, string>> = { C: 'colour', T: 'texture', S: 'size', F: 'fill' };

/** `CTSF`: the likenesses by which regions merge, a letter each. */
function inWords(strategy: string): string {
  return [...strategy].map((letter) => measures[letter]).join(', ');
}

/** The first boxes as a table: what a person can look at. */
export function bestBoxes(boxes: Boxes): string {
  const listed = boxes
    .slice(0, LISTED)
    .toArray()
    .map(({ x1, y1, x2, y2 }, i) => [i + 1, ...[x1, y1, x2, y2].map((value) => Math.round(value))]);
  const rest = boxes.length > LISTED ? `\nand ${boxes.length - LISTED} more; --json lists all` : '';
  return table(listed, { head: ['best first', 'x1', 'y1', 'x2', 'y2'], right: [0, 1, 2, 3, 4] }) + rest;
}
