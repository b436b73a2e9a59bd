/** Runs of one class and image in the sorted rows. K = classes, I = images, P = groups. */
import type { DetectionTable, TruthTable } from '../src/datasets/records.js';
import type { Buckets } from './orders.js';

export interface Groups {
  /** Detection rows by class, image, falling score. An index into it is called a position. */
  readonly order: Int32Array;
  /** Truth rows by class, image, row. */
  readonly truthOrder: Int32Array;
  /** Positions by class, falling score, ties as the rules say: the order of precision and recall. */
  readonly ranking: Int32Array;
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

/** Rows of a table by class. */
export interface ClassRows {
  readonly table: DetectionTable | TruthTable;
  readonly byClass: Buckets;
}

/**
 * Splits the rows of each class by image, with one counting sort over the I images per class.
 *
 * @param detected detections of a class in the order of precision and recall
 * @param annotated objects of a class in the order of their rows
 * @param rank place of each image among the images
 */
export function buildGroups(detected: ClassRows, annotated: ClassRows, rank: Int32Array): Groups {
  const classes = detected.byClass.start.length - 1;
  const detections = new ImageSort(detected, rank);
  const truth = new ImageSort(annotated, rank);
  const most = detections.order.length + truth.order.length;
  const detectionStart = new Int32Array(most);
  const detectionEnd = new Int32Array(most);
  const truthStart = new Int32Array(most);
  const truthEnd = new Int32Array(most);
  const classGroups = new Int32Array(classes + 1);
  let p = 0;
  for (let k = 0; k < classes; k++) {
    detections.count(k);
    truth.count(k);
    for (let i = 0; i < rank.length; i++) {
      if (detections.next[i] + truth.next[i] === 0) continue;
      detectionStart[p] = detections.at;
      truthStart[p] = truth.at;
      detectionEnd[p] = detections.reserve(i);
      truthEnd[p] = truth.reserve(i);
      p++;
    }
    detections.place(k);
    truth.place(k);
    classGroups[k + 1] = p;
  }
  return {
    order: detections.order,
    truthOrder: truth.order,
    ranking: detections.position,
    groups: { detectionStart, detectionEnd, truthStart, truthEnd },
    classGroups,
    classDetections: detected.byClass.start,
  };
}

/** Counting sort of the rows of one class after the other by the rank of their image; stable. */
class ImageSort {
  /** The rows by class and image. */
  readonly order: Int32Array;
  /** Position of each of the given rows in `order`. */
  readonly position: Int32Array;
  /** Per image rank, the rows of the class; once reserved, the place of the next. */
  readonly next: Int32Array;
  /** The first place that is not reserved. */
  at = 0;
  readonly #rows: Int32Array;
  readonly #start: Int32Array;
  readonly #image: Int32Array;
  readonly #rank: Int32Array;

  constructor({ table, byClass }: ClassRows, rank: Int32Array) {
    this.#rows = byClass.rows;
    this.#start = byClass.start;
    this.#image = table.image;
    this.#rank = rank;
    this.order = new Int32Array(byClass.rows.length);
    this.position = new Int32Array(byClass.rows.length);
    this.next = new Int32Array(rank.length);
  }

  count(k: number): void {
    const { next, position } = this;
    next.fill(0);
    for (let r = this.#start[k]; r < this.#start[k + 1]; r++) {
      const image = this.#rank[this.#image[this.#rows[r]]];
      next[image]++;
      position[r] = image; // until the place is known
    }
  }

  /** @returns the end of the image's places */
  reserve(image: number): number {
    const start = this.at;
    this.at += this.next[image];
    this.next[image] = start;
    return this.at;
  }

  place(k: number): void {
    const { next, position, order } = this;
    for (let r = this.#start[k]; r < this.#start[k + 1]; r++) {
      const at = next[position[r]]++;
      order[at] = this.#rows[r];
      position[r] = at;
    }
  }
}
