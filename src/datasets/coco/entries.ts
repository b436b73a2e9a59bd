/** The records of COCO's instances JSON, one function each; keys that are not needed are passed over. */
import type { JsonCursor } from '../json-cursor.js';
import type { ImageRecord } from '../records.js';

export interface CocoImage extends Omit<ImageRecord, 'id'> {
  readonly id: number;
  readonly line: number;
}

export interface Category {
  readonly id: number;
  readonly name: string;
  readonly wnid?: string;
  /** Name of the category above it. */
  readonly parent?: string;
  readonly line: number;
}

export function readImage(cursor: JsonCursor, index: number): CocoImage {
  const { line } = cursor;
  let id: number | undefined;
  let file: string | undefined;
  let width = 0;
  let height = 0;
  cursor.object((key) => {
    if (key === 'id') id = readId(cursor);
    else if (cursor.null()) return;
    else if (key === 'file_name') file = cursor.string();
    else if (key === 'width') width = readPixels(cursor);
    else if (key === 'height') height = readPixels(cursor);
    else cursor.skip();
  });
  if (id === undefined) throw cursor.error(`images[${index}] to have an id`, 'none');
  return { id, ...(file !== undefined && { file }), width, height, line };
}

export function readCategory(cursor: JsonCursor, index: number): Category {
  const { line } = cursor;
  let id: number | undefined;
  let name: string | undefined;
  let wnid: string | undefined;
  let parent: string | undefined;
  cursor.object((key) => {
    if (key === 'id') id = readId(cursor);
    else if (key === 'name') name = cursor.string();
    else if (key === 'wnid' && cursor.isString()) wnid = cursor.string();
    else if (key === 'supercategory' && cursor.isString()) parent = cursor.string();
    else cursor.skip();
  });
  if (id === undefined || name === undefined)
    throw cursor.error(`categories[${index}] to have id and name`, 'only one');
  return { id, name, ...(wnid !== undefined && { wnid }), ...(parent !== undefined && { parent }), line };
}

export interface CocoBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly boxArea: number;
}

const sides = new Float64Array(4);

/** `[x, y, width, height]`. */
export function readBox(cursor: JsonCursor): CocoBox {
  const count = cursor.numbers(sides);
  if (count !== 4) throw cursor.error('bbox to be [x, y, width, height]', `${count} numbers`);
  const x = sides[0]!;
  const y = sides[1]!;
  const width = sides[2]!;
  const height = sides[3]!;
  return { x1: x, y1: y, x2: x + width, y2: y + height, boxArea: width * height };
}

/** COCO's ids are whole numbers, 0 included. */
export function readId(cursor: JsonCursor): number {
  const value = cursor.number();
  if (!Number.isSafeInteger(value)) throw cursor.error('an id to be a whole number', String(value));
  return value;
}

function readPixels(cursor: JsonCursor): number {
  const value = cursor.number();
  if (!Number.isInteger(value) || value < 0) throw cursor.error('a count of pixels', String(value));
  return value;
}
