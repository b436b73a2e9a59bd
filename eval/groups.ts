/** Runs of one class and image in the sorted rows. K = classes, P = groups. */
import type { Columns } from './inputs.js';

export interface Groups {
  /** One entry per class and image with an object or a detection; ranges of positions, ends exclusive. */
  readonly groups: {
    readonly detectionStart: Int32Array;
    readonly detectionEnd: Int32Array;
    readonly truthStart: Int32Array;
    readonly truthEnd: Int32Array;
  };
  /** K + 1 starts into `groups`. */
  readonly classGroups: Int32Array;
  /** K + 1 starts into the positions of detections. */
  readonly classDetections: Int32Array;
}

/** What the rows are sorted by: class, then `rank` of the image. */
export interface SortedRows {
  readonly order: Int32Array;
  readonly truthOrder: Int32Array;
  readonly rank: Int32Array;
}

/** Merges the runs of detections with those of truth. */
export function buildGroups({ truth, detections, classes, images }: Columns, sorted: SortedRows): Groups {
  const { order, truthOrder, rank } = sorted;
  const detected = groupKeys(detections, order, rank);
  const annotated = groupKeys(truth, truthOrder, rank);
  const most = detected.length + annotated.length;
  const detectionStart = new Int32Array(most);
  const detectionEnd = new Int32Array(most);
  const truthStart = new Int32Array(most);
  const truthEnd = new Int32Array(most);
  const classGroups = new Int32Array(classes.length + 1);
  const classDetections = new Int32Array(classes.length + 1);
  let p = 0;
  let d = 0;
  let g = 0;
  for (let k = 0; k < classes.length; k++) {
    const end = (k + 1) * images.length;
    for (;;) {
      const key = Math.min(
        d < detected.length ? detected[d] : end,
        g < annotated.length ? annotated[g] : end,
      );
      if (key >= end) break;
      detectionStart[p] = d;
      while (d < detected.length && detected[d] === key) d++;
      detectionEnd[p] = d;
      truthStart[p] = g;
      while (g < annotated.length && annotated[g] === key) g++;
      truthEnd[p] = g;
      p++;
    }
    classGroups[k + 1] = p;
    classDetections[k + 1] = d;
  }
  return { groups: { detectionStart, detectionEnd, truthStart, truthEnd }, classGroups, classDetections };
}

/** Class and rank of the image of each sorted row as one ascending number (float64: it can pass 2^31). */
function groupKeys(
  table: { class: Int32Array; image: Int32Array },
  rows: Int32Array,
  rank: Int32Array,
): Float64Array {
  const keys = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++)
    keys[i] = table.class[rows[i]] * rank.length + rank[table.image[rows[i]]];
  return keys;
}
