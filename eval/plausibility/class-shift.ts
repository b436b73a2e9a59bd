/** Category ids counted from 0 where the contest counts from 1, or the other way round. K = classes. */
import type { ClassRecord } from '../../src/datasets/records.js';
import type { Columns } from '../inputs.js';
import { boxOf, liesOn, sampledRows, truthByImage } from './on-objects.js';

/** Fewer are not evidence. */
const FEWEST = 10;

/** A mistake in ids: for each class as written, the class that is meant. */
interface Mistake {
  /** K indices of classes, -1 for none. */
  readonly meant: Int32Array;
  readonly looks: string;
}

/** A sentence when most detections that lie on objects have its class only after such a mistake is undone. */
export function shiftHint(columns: Columns): string[] {
  const { classes, truth, detections } = columns;
  const rows = sampledRows(columns);
  const onImage = truthByImage(columns, rows);
  const mistakes = mistakesOf(classes);
  const counts = new Int32Array(mistakes.length);
  let own = 0;
  let located = 0;
  for (const row of rows) {
    const box = boxOf(detections, row);
    const found = (onImage.get(detections.image[row]) ?? []).filter((object) => liesOn(box, truth, object));
    if (found.length === 0) continue;
    located++;
    const names = new Set(found.map((object) => truth.class[object]));
    if (names.has(detections.class[row])) own++;
    for (const [m, { meant }] of mistakes.entries()) if (names.has(meant[detections.class[row]])) counts[m]++;
  }
  const best = counts.indexOf(Math.max(...counts));
  if (counts[best] < FEWEST || counts[best] < 3 * own || 2 * counts[best] < located) return [];
  return [
    `Category ids look ${mistakes[best].looks} Of ${located} detections that lie on an object, ${own} have its class; ${counts[best]} would have it then.`,
  ];
}

function mistakesOf(classes: readonly ClassRecord[]): Mistake[] {
  const byId = new Map(classes.map(({ id }, k) => [id, k]));
  const shifted = (by: number) => Int32Array.from(classes, ({ id }) => byId.get(id + by) ?? -1);
  const positions = (first: number) =>
    Int32Array.from(classes, ({ id }) => (id - first < classes.length ? id - first : -1));
  return [
    { meant: shifted(1), looks: 'shifted by one: add 1 to each.' },
    { meant: shifted(-1), looks: 'shifted by one: subtract 1 from each.' },
    {
      meant: positions(0),
      looks: "like positions in the list of classes from 0: write the categories' ids.",
    },
    {
      meant: positions(1),
      looks: "like positions in the list of classes from 1: write the categories' ids.",
    },
  ];
}
