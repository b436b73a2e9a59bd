import type { Box } from './box.js';

/**
 * R boxes as a struct of arrays: one Float32Array per coordinate, all views of one buffer of 4R floats
 * (all x1, then all y1, x2, y2), so that a whole set is handed to a worker thread in one transfer.
 * Same units and bounds as {@link Box}.
 */
export class Boxes {
  readonly length: number;
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;

  /** @param coordinates 4R floats, planar: x1 of all boxes, then y1, x2, y2. Not copied. */
  constructor(readonly coordinates: Float32Array) {
    if (coordinates.length % 4 !== 0) {
      throw new RangeError(`Expected 4 coordinates per box, but got ${coordinates.length} numbers.`);
    }
    const length = coordinates.length / 4;
    this.length = length;
    this.x1 = coordinates.subarray(0, length);
    this.y1 = coordinates.subarray(length, 2 * length);
    this.x2 = coordinates.subarray(2 * length, 3 * length);
    this.y2 = coordinates.subarray(3 * length);
  }

  static empty(length = 0): Boxes {
    return new Boxes(new Float32Array(4 * length));
  }

  static from(list: readonly Box[]): Boxes {
    const boxes = Boxes.empty(list.length);
    for (let i = 0; i < list.length; i++) boxes.set(i, list[i]);
    return boxes;
  }

  static concat(sets: readonly Boxes[]): Boxes {
    const joined = Boxes.empty(sets.reduce((sum, set) => sum + set.length, 0));
    let at = 0;
    for (const set of sets) {
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const) joined[side].set(set[side], at);
      at += set.length;
    }
    return joined;
  }

  at(i: number): Box {
    return { x1: this.x1[i], y1: this.y1[i], x2: this.x2[i], y2: this.y2[i] };
  }

  set(i: number, { x1, y1, x2, y2 }: Box): void {
    this.x1[i] = x1;
    this.y1[i] = y1;
    this.x2[i] = x2;
    this.y2[i] = y2;
  }

  /** The boxes at `indices`, in that order, copied. */
  pick(indices: ArrayLike<number>): Boxes {
    const picked = Boxes.empty(indices.length);
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i];
      picked.x1[i] = this.x1[from];
      picked.y1[i] = this.y1[from];
      picked.x2[i] = this.x2[from];
      picked.y2[i] = this.y2[from];
    }
    return picked;
  }

  /** Boxes `start` to `end` (exclusive), copied. */
  slice(start: number, end = this.length): Boxes {
    const sliced = Boxes.empty(this.x1.subarray(start, end).length);
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) sliced[side].set(this[side].subarray(start, end));
    return sliced;
  }

  map(change: (box: Box) => Box): Boxes {
    const changed = Boxes.empty(this.length);
    for (let i = 0; i < this.length; i++) changed.set(i, change(this.at(i)));
    return changed;
  }

  toArray(): Box[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }

  *[Symbol.iterator](): Iterator<Box> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}
