import type { DetectionTable } from '../records.js';

/** As the quick parser has them. */
export type ResultTable = Required<Omit<DetectionTable, 'origins' | 'covers' | 'leftOut'>>;

/** Room for all rows that the file can have; pages that are never written take no memory. */
export class ResultColumns {
  length = 0;
  readonly image: Int32Array;
  readonly class: Int32Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
  readonly boxArea: Float64Array;
  readonly score: Float64Array;

  constructor(room: number) {
    this.image = new Int32Array(room);
    this.class = new Int32Array(room);
    this.x1 = new Float64Array(room);
    this.y1 = new Float64Array(room);
    this.x2 = new Float64Array(room);
    this.y2 = new Float64Array(room);
    this.boxArea = new Float64Array(room);
    this.score = new Float64Array(room);
  }

  /** Adds the rows of another part; there must be room. */
  append(rows: ResultTable): void {
    const { length } = this;
    this.image.set(rows.image, length);
    this.class.set(rows.class, length);
    this.x1.set(rows.x1, length);
    this.y1.set(rows.y1, length);
    this.x2.set(rows.x2, length);
    this.y2.set(rows.y2, length);
    this.boxArea.set(rows.boxArea, length);
    this.score.set(rows.score, length);
    this.length += rows.length;
  }

  finish(): ResultTable {
    const { length } = this;
    return {
      length,
      image: this.image.subarray(0, length),
      class: this.class.subarray(0, length),
      x1: this.x1.subarray(0, length),
      y1: this.y1.subarray(0, length),
      x2: this.x2.subarray(0, length),
      y2: this.y2.subarray(0, length),
      boxArea: this.boxArea.subarray(0, length),
      score: this.score.subarray(0, length),
    };
  }
}
