/** COCO's `segmentation`, for annotations without `bbox`. */
import type { Box } from '../../geometry/box.js';
import type { JsonCursor } from '../json-cursor.js';
import { extentOfRuns, runsOf } from './runs.js';

/**
 * The extent of one annotation's outline: polygons, flat or as pairs, or the runs of one mask or of several, compressed or
 * not. What is none of these is passed: most annotations have a box, which needs no outline.
 */
export class Outline {
  #x1 = Number.POSITIVE_INFINITY;
  #y1 = Number.POSITIVE_INFINITY;
  #x2 = Number.NEGATIVE_INFINITY;
  #y2 = Number.NEGATIVE_INFINITY;
  /** Decoded only if their extent is asked for. */
  readonly #masks: Mask[] = [];

  clear(): void {
    this.#x1 = this.#y1 = Number.POSITIVE_INFINITY;
    this.#x2 = this.#y2 = Number.NEGATIVE_INFINITY;
    this.#masks.length = 0;
  }

  /** Reads the value at the cursor. */
  read(cursor: JsonCursor): void {
    if (cursor.isArray()) this.#parts(cursor);
    else if (cursor.isObject()) this.#masks.push(maskOf(cursor));
    else cursor.skip();
  }

  /** Pixels, half-open; undefined where there is no area. */
  box(): Box | undefined {
    for (const { counts, height } of this.#masks) {
      const extent = extentOfRuns(runsOf(counts), height);
      if (extent) this.#include(extent);
    }
    if (!(this.#x1 < this.#x2 && this.#y1 < this.#y2)) return undefined;
    return { x1: this.#x1, y1: this.#y1, x2: this.#x2, y2: this.#y2 };
  }

  /** Polygons and masks. Numbers of one array are x, y, x, y and so on, at whatever depth it is. */
  #parts(cursor: JsonCursor): void {
    let isX = true;
    cursor.array(() => {
      if (cursor.isNumber()) {
        this.#take(cursor.number(), isX);
        isX = !isX;
      } else if (cursor.isArray()) this.#parts(cursor);
      else if (cursor.isObject()) this.#masks.push(maskOf(cursor));
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

  #include({ x1, y1, x2, y2 }: Box): void {
    this.#take(x1, true);
    this.#take(y1, false);
    this.#take(x2, true);
    this.#take(y2, false);
  }
}

/** Runs down the columns, and the length of a column: without either, of no extent. */
interface Mask {
  counts: number[] | string;
  height: number;
}

function maskOf(cursor: JsonCursor): Mask {
  const mask: Mask = { counts: [], height: 0 };
  cursor.object((key) => {
    if (key === 'counts' && cursor.isString()) mask.counts = cursor.string();
    else if (key === 'counts' && cursor.isArray()) mask.counts = numbersOf(cursor);
    else if (key === 'size' && cursor.isArray()) [mask.height = 0] = numbersOf(cursor);
    else cursor.skip();
  });
  return mask;
}

function numbersOf(cursor: JsonCursor): number[] {
  const values: number[] = [];
  cursor.array(() => {
    if (cursor.isNumber()) values.push(cursor.number());
    else cursor.skip();
  });
  return values;
}
