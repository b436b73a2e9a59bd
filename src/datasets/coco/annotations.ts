import type { Box } from '../../geometry/box.js';
import { float64, int32, type TruthBuilder, uint8 } from '../columns.js';
import type { JsonCursor } from '../json-cursor.js';
import { CROWD, DIFFICULT, OCCLUDED, TRUNCATED } from '../records.js';
import { type CocoBox, readBoxIfAny } from './entries.js';
import type { CocoIds } from './ids.js';
import { Outline } from './outline.js';

const FLAGS = new Map([
  ['iscrowd', CROWD],
  ['difficult', DIFFICULT],
  ['truncated', TRUNCATED],
  ['occluded', OCCLUDED],
]);

const NO_BOX: Box = { x1: Number.NaN, y1: Number.NaN, x2: Number.NaN, y2: Number.NaN };

/**
 * COCO's annotations as columns, one row per record, with the file's own ids (codes of {@link CocoIds}): images and
 * categories may stand after them. Tens of thousands of objects kept until then took a third of the reading in garbage collection.
 */
export class Annotations {
  length = 0;
  /** NaN where the record has none. */
  readonly id = float64();
  readonly imageId = float64();
  readonly categoryId = float64();
  /** Pixels, half-open; NaN where the record has neither a box nor an outline. */
  readonly x1 = float64();
  readonly y1 = float64();
  readonly x2 = float64();
  readonly y2 = float64();
  readonly boxArea = float64();
  readonly area = float64();
  readonly flags = uint8();
  readonly line = int32();
  readonly #cursor: JsonCursor;
  readonly #ids: CocoIds;
  #id = Number.NaN;
  #imageId: number | undefined;
  #categoryId: number | undefined;
  #box: CocoBox | undefined;
  readonly #outline = new Outline();
  #area: number | undefined;
  #flags = 0;

  constructor(cursor: JsonCursor, ids: CocoIds) {
    this.#cursor = cursor;
    this.#ids = ids;
  }

  /** Reads the list that stands at the cursor, in portions. */
  read(): Iterable<number> {
    return this.#cursor.portions(() => this.#record());
  }

  /** For a look at doubtful records. */
  records(): { readonly id: number | undefined; readonly line: number }[] {
    return Array.from({ length: this.length }, (_, row) => {
      const id = this.id.at(row);
      return { id: Number.isNaN(id) ? undefined : id, line: this.line.at(row) };
    });
  }

  hasBox(row: number): boolean {
    return !Number.isNaN(this.x1.at(row));
  }

  /** Adds a row as an object of the image and class whose indices `place` gives. */
  addTo(truth: TruthBuilder, row: number, place: { readonly image: number; readonly class: number }): void {
    const object = {
      image: place.image,
      class: place.class,
      x1: this.x1.at(row),
      y1: this.y1.at(row),
      x2: this.x2.at(row),
      y2: this.y2.at(row),
      boxArea: this.boxArea.at(row),
      area: this.area.at(row),
      flags: this.flags.at(row),
    };
    truth.add(object, { file: 0, line: this.line.at(row), item: row });
  }

  #record(): void {
    const cursor = this.#cursor;
    const { line } = cursor;
    this.#id = Number.NaN;
    this.#imageId = undefined;
    this.#categoryId = undefined;
    this.#box = undefined;
    this.#outline.clear();
    this.#area = undefined;
    this.#flags = 0;
    cursor.object(this.#onKey);
    if (this.#imageId === undefined || this.#categoryId === undefined) {
      const missing = this.#imageId === undefined ? 'image_id' : 'category_id';
      throw cursor.error('image_id and category_id', `no ${missing}`);
    }
    this.#push(this.#imageId, this.#categoryId, this.#box ?? this.#outlined(), line);
  }

  readonly #onKey = (key: string): void => {
    const cursor = this.#cursor;
    if (cursor.null()) return;
    if (key === 'id') this.#id = this.#ids.code(cursor.id());
    else if (key === 'image_id') this.#imageId = this.#ids.code(cursor.id());
    else if (key === 'category_id') this.#categoryId = this.#ids.code(cursor.id());
    else if (key === 'bbox') this.#box = readBoxIfAny(cursor);
    else if (key === 'segmentation' && !this.#box) this.#outline.read(cursor);
    else if (key === 'area') this.#area = cursor.number();
    else this.#flag(FLAGS.get(key));
  };

  #flag(flag: number | undefined): void {
    if (flag === undefined) this.#cursor.skip();
    else if (this.#cursor.flag()) this.#flags |= flag;
    else this.#flags &= ~flag;
  }

  #outlined(): CocoBox {
    const { x1, y1, x2, y2 } = this.#outline.box() ?? NO_BOX;
    return { x1, y1, x2, y2, boxArea: (x2 - x1) * (y2 - y1) };
  }

  #push(imageId: number, categoryId: number, box: CocoBox, line: number): void {
    const row = this.length++;
    this.id.set(row, this.#id);
    this.imageId.set(row, imageId);
    this.categoryId.set(row, categoryId);
    this.x1.set(row, box.x1);
    this.y1.set(row, box.y1);
    this.x2.set(row, box.x2);
    this.y2.set(row, box.y2);
    this.boxArea.set(row, box.boxArea);
    this.area.set(row, this.#area ?? box.boxArea);
    this.flags.set(row, this.#flags);
    this.line.set(row, line);
  }
}
