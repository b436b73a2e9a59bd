/** Category ids counted from 0 where the contest counts from 1, or the other way round. K = classes. */
import type { ClassRecord } from '../../src/datasets/records.js';
import type { Columns } from '../inputs.js';

/** Size of the sample of detections, evenly spaced: the pattern is in all of them or in none. */
const SAMPLE = 500;
/** A detection lies on an object from this IoU on. */
const ON_OBJECT = 0.5;
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
    const found = (onImage.get(detections.image[row]) ?? []).filter((object) =>
      overlap(columns, row, object),
    );
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

function sampledRows({ detections: { length, class: classOf } }: Columns): number[] {
  const step = Math.max(1, Math.floor(length / SAMPLE));
  const rows: number[] = [];
  for (let row = 0; row < length; row += step) if (classOf[row] >= 0) rows.push(row);
  return rows;
}

/** Objects of the images that the rows are on. */
function truthByImage({ truth, detections }: Columns, rows: readonly number[]): Map<number, number[]> {
  const onImage = new Map(rows.map((row) => [detections.image[row], [] as number[]]));
  for (let object = 0; object < truth.length; object++) onImage.get(truth.image[object])?.push(object);
  return onImage;
}

function overlap({ detections: d, truth: g }: Columns, row: number, object: number): boolean {
  const width = Math.min(d.x2[row], g.x2[object]) - Math.max(d.x1[row], g.x1[object]);
  const height = Math.min(d.y2[row], g.y2[object]) - Math.max(d.y1[row], g.y1[object]);
  if (width <= 0 || height <= 0) return false;
  const own = (d.x2[row] - d.x1[row]) * (d.y2[row] - d.y1[row]);
  const whole = (g.x2[object] - g.x1[object]) * (g.y2[object] - g.y1[object]);
  return width * height >= ON_OBJECT * (own + whole - width * height);
}
