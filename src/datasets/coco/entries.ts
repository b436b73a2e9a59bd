/** The records of COCO's instances JSON, one function each; keys that are not needed are skipped. */
import { separatedBySlashes } from '../image-paths.js';
import type { JsonCursor } from '../json-cursor.js';
import type { ImageRecord } from '../records.js';
import type { CocoIds } from './ids.js';

/** `id` is a code of {@link CocoIds}. */
export interface CocoImage extends Omit<ImageRecord, 'id'> {
  readonly id: number;
  readonly line: number;
}

/** `id` is a code of {@link CocoIds}. */
export interface Category {
  readonly id: number;
  readonly name: string;
  readonly wnid?: string;
  /** Name of the category above it. */
  readonly parent?: string;
  readonly line: number;
}

export function readImage(cursor: JsonCursor, ids: CocoIds): CocoImage {
  const { line } = cursor;
  let id: number | undefined;
  let file: string | undefined;
  let width = 0;
  let height = 0;
  cursor.object((key) => {
    if (key === 'id') id = ids.code(cursor.id());
    else if (cursor.null()) return;
    else if (key === 'file_name') file = separatedBySlashes(cursor.string());
    else if (key === 'width') width = readPixels(cursor);
    else if (key === 'height') height = readPixels(cursor);
    else cursor.skip();
  });
  if (id === undefined) throw cursor.error('an id', 'none');
  return { id, ...(file !== undefined && { file }), width, height, line };
}

export function readCategory(cursor: JsonCursor, ids: CocoIds): Category {
  const { line } = cursor;
  let id: number | undefined;
  let name: string | undefined;
  let wnid: string | undefined;
  let parent: string | undefined;
  cursor.object((key) => {
    if (key === 'id') id = ids.code(cursor.id());
    else if (key === 'name') name = cursor.string();
    else if (key === 'wnid' && cursor.isString()) wnid = cursor.string();
    else if (key === 'supercategory' && cursor.isString()) parent = cursor.string();
    else cursor.skip();
  });
  if (id === undefined || name === undefined) {
    throw cursor.error('id and name', id === undefined ? 'no id' : 'no name');
  }
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
  const box = readBoxIfAny(cursor);
  if (!box) throw cursor.error('[x, y, width, height]', '0 numbers');
  return box;
}

/** The same of an annotation, where some tools write `[]` for none. */
export function readBoxIfAny(cursor: JsonCursor): CocoBox | undefined {
  const count = cursor.numbers(sides);
  if (count === 0) return undefined;
  if (count !== 4) throw cursor.error('[x, y, width, height]', `${count} numbers`);
  const x = sides[0]!;
  const y = sides[1]!;
  const width = sides[2]!;
  const height = sides[3]!;
  if (width < 0 || height < 0) {
    throw cursor.error('[x, y, width, height] with sides from 0', `[${sides.join(', ')}]`);
  }
  return { x1: x, y1: y, x2: x + width, y2: y + height, boxArea: width * height };
}

function readPixels(cursor: JsonCursor): number {
  const value = cursor.number();
  if (!Number.isInteger(value) || value < 0) throw cursor.error('a count of pixels', String(value));
  return value;
}
