import type { DetectionTable, Origins, TruthTable } from './records.js';

/** A typed array that doubles when full. */
class Column<T extends Int32Array | Float64Array | Uint8Array> {
  #values: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(64);
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = this.#make(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  /** A copy of exactly `length` values. */
  take(length: number): T {
    return this.#values.slice(0, length) as T;
  }
}

export const int32 = () => new Column((length) => new Int32Array(length));
export const float64 = () => new Column((length) => new Float64Array(length));
export const uint8 = () => new Column((length) => new Uint8Array(length));

/** Pixels, half-open (see geometry/box.ts). */
interface BoxRow {
  /** Index into the data set's `images`. */
  readonly image: number;
  /** Index into the data set's `classes`. */
  readonly class: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** See `BoxColumns.boxArea`: for all rows of a table or for none. */
  readonly boxArea?: number;
}

/** Where a row was read: index into `Origins.files`, and a 1-based line (0: unknown). */
interface RowOrigin {
  readonly file: number;
  readonly line: number;
  /** See `Origins.item`. */
  readonly item?: number;
}

class BoxColumnsBuilder {
  length = 0;
  readonly #image = int32();
  readonly #class = int32();
  readonly #x1 = float64();
  readonly #y1 = float64();
  readonly #x2 = float64();
  readonly #y2 = float64();
  readonly #file = int32();
  readonly #line = int32();
  readonly #item = int32();
  readonly #boxArea = float64();
  #hasBoxArea = false;

  protected push(row: BoxRow, origin: RowOrigin): number {
    const index = this.length++;
    this.#image.set(index, row.image);
    this.#class.set(index, row.class);
    this.#x1.set(index, row.x1);
    this.#y1.set(index, row.y1);
    this.#x2.set(index, row.x2);
    this.#y2.set(index, row.y2);
    this.#file.set(index, origin.file);
    this.#line.set(index, origin.line);
    if (origin.item !== undefined) this.#item.set(index, origin.item);
    if (row.boxArea !== undefined) {
      this.#hasBoxArea = true;
      this.#boxArea.set(index, row.boxArea);
    }
    return index;
  }

  protected columns(files: readonly string[], list?: string) {
    const { length } = this;
    const origins: Origins = {
      files,
      file: this.#file.take(length),
      line: this.#line.take(length),
      ...(list !== undefined && { item: { list, index: this.#item.take(length) } }),
    };
    return {
      length,
      image: this.#image.take(length),
      class: this.#class.take(length),
      x1: this.#x1.take(length),
      y1: this.#y1.take(length),
      x2: this.#x2.take(length),
      y2: this.#y2.take(length),
      ...(this.#hasBoxArea && { boxArea: this.#boxArea.take(length) }),
      origins,
    };
  }
}

/** Grows a {@link TruthTable} row by row. */
export class TruthBuilder extends BoxColumnsBuilder {
  readonly #flags = uint8();
  readonly #area = float64();

  /** @param row `area` is the box's own when absent */
  add(row: BoxRow & { readonly flags: number; readonly area?: number }, origin: RowOrigin): void {
    const index = this.push(row, origin);
    this.#flags.set(index, row.flags);
    this.#area.set(index, row.area ?? Math.max(0, row.x2 - row.x1) * Math.max(0, row.y2 - row.y1));
  }

  /** @param list name of the list that `item` of the origins counts */
  finish(files: readonly string[], list?: string): TruthTable {
    return {
      ...this.columns(files, list),
      flags: this.#flags.take(this.length),
      area: this.#area.take(this.length),
    };
  }
}

/** Grows a {@link DetectionTable} row by row. */
export class DetectionBuilder extends BoxColumnsBuilder {
  readonly #score = float64();

  add(row: BoxRow & { readonly score: number }, origin: RowOrigin): void {
    this.#score.set(this.push(row, origin), row.score);
  }

  /** @param list name of the list that `item` of the origins counts */
  finish(files: readonly string[], list?: string): DetectionTable {
    return { ...this.columns(files, list), score: this.#score.take(this.length) };
  }
}
