/** COCO's `segmentation`, for annotations without `bbox`. */
import type { Box } from '../../geometry/box.js';
import type { JsonCursor } from '../json-cursor.js';
import { extentOfRuns, runsOf } from './runs.js';

/**
 * The extent of one annotation's outline: polygons, flat or as pairs, or a mask's runs, compressed or not. What is none of
 * these is passed: most annotations have a box, which needs no outline.
 */
export class Outline {
  #x1 = Number.POSITIVE_INFINITY;
  #y1 = Number.POSITIVE_INFINITY;
  #x2 = Number.NEGATIVE_INFINITY;
  #y2 = Number.NEGATIVE_INFINITY;
  #counts: number[] | string | undefined;
  /** Of a mask. */
  #height = 0;

  clear(): void {
    this.#x1 = this.#y1 = Number.POSITIVE_INFINITY;
    this.#x2 = this.#y2 = Number.NEGATIVE_INFINITY;
    this.#counts = undefined;
    this.#height = 0;
  }

  /** Reads the value at the cursor. */
  read(cursor: JsonCursor): void {
    if (cursor.isArray()) this.#polygons(cursor);
    else if (cursor.isObject()) cursor.object((key) => this.#mask(key, cursor));
    else cursor.skip();
  }

  /** Pixels, half-open; undefined where there is no area. */
  box(): Box | undefined {
    if (this.#counts !== undefined) return extentOfRuns(runsOf(this.#counts), this.#height);
    if (!(this.#x1 < this.#x2 && this.#y1 < this.#y2)) return undefined;
    return { x1: this.#x1, y1: this.#y1, x2: this.#x2, y2: this.#y2 };
  }

  /** Numbers of one array are x, y, x, y and so on, at whatever depth it is. */
  #polygons(cursor: JsonCursor): void {
    let isX = true;
    cursor.array(() => {
      if (cursor.isNumber()) {
        this.#take(cursor.number(), isX);
        isX = !isX;
      } else if (cursor.isArray()) this.#polygons(cursor);
      else cursor.skip();
    });
  }

  #take(value: number, isX: boolean): void {
    if (isX) {
      if (value < this.#x1) this.#x1 = value;
      if (value > this.#x2) this.#x2 = value;
    } else {
      if (value < this.#y1) this.#y1 = value;
      if (value > this.#y2) this.#y2 = value;
    }
  }

  #mask(key: string, cursor: JsonCursor): void {
    if (key === 'counts' && cursor.isString()) this.#counts = cursor.string();
    else if (key === 'counts' && cursor.isArray()) this.#counts = numbersOf(cursor);
    else if (key === 'size' && cursor.isArray()) [this.#height = 0] = numbersOf(cursor);
    else cursor.skip();
  }
}

function numbersOf(cursor: JsonCursor): number[] {
  const values: number[] = [];
  cursor.array(() => {
    if (cursor.isNumber()) values.push(cursor.number());
    else cursor.skip();
  });
  return values;
}
