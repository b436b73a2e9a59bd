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
export function buildGroups({ truth, detections, classes }: Columns, sorted: SortedRows): Groups {
  const { order, truthOrder, rank } = sorted;
  const bounds: number[] = [];
  const classGroups = new Int32Array(classes.length + 1);
  const classDetections = new Int32Array(classes.length + 1);
  let d = 0;
  let g = 0;
  for (let k = 0; k < classes.length; k++) {
    const detected = () =>
      classAt(detections, order, d) === k ? rank[detections.image[order[d]]] : Infinity;
    const annotated = () =>
      classAt(truth, truthOrder, g) === k ? rank[truth.image[truthOrder[g]]] : Infinity;
    for (;;) {
      const image = Math.min(detected(), annotated());
      if (image === Number.POSITIVE_INFINITY) break;
      bounds.push(d);
      while (detected() === image) d++;
      bounds.push(d, g);
      while (annotated() === image) g++;
      bounds.push(g);
    }
    classGroups[k + 1] = bounds.length / 4;
    classDetections[k + 1] = d;
  }
  const column = (c: number) => Int32Array.from({ length: bounds.length / 4 }, (_, i) => bounds[4 * i + c]);
  const groups = {
    detectionStart: column(0),
    detectionEnd: column(1),
    truthStart: column(2),
    truthEnd: column(3),
  };
  return { groups, classGroups, classDetections };
}

function classAt(table: { class: Int32Array }, rows: Int32Array, at: number): number {
  return at < rows.length ? table.class[rows[at]] : -1;
}
