import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/geometry/box.js';
import { Boxes } from '../../../src/geometry/boxes.js';

const list: Box[] = [
  { x1: 0, y1: 1, x2: 2, y2: 3 },
  { x1: 10, y1: 11, x2: 12, y2: 13 },
  { x1: 20.5, y1: 21.25, x2: 22, y2: 23 },
];

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const anyBox = fc.record({ x1: float, y1: float, x2: float, y2: float });

describe('Boxes', () => {
  it('lays its coordinates out by side, in one buffer', () => {
    const boxes = Boxes.from(list);
    expect([...boxes.coordinates]).toEqual([0, 10, 20.5, 1, 11, 21.25, 2, 12, 22, 3, 13, 23]);
    for (const side of [boxes.x1, boxes.y1, boxes.x2, boxes.y2]) {
      expect(side.buffer).toBe(boxes.coordinates.buffer);
    }
  });

  it('goes from objects and back', () => {
    fc.assert(
      fc.property(fc.array(anyBox), (given) => {
        expect(Boxes.from(given).toArray()).toEqual(given);
        expect([...Boxes.from(given)]).toEqual(given);
      }),
      { seed: 1 },
    );
  });

  it('works on a view in the middle of a buffer', () => {
    const buffer = new Float32Array(12).map((_, i) => i);
    expect(new Boxes(buffer.subarray(2, 10)).at(1)).toEqual({ x1: 3, y1: 5, x2: 7, y2: 9 });
  });

  it('does not copy what it is given', () => {
    const coordinates = new Float32Array(4);
    new Boxes(coordinates).set(0, list[1]);
    expect([...coordinates]).toEqual([10, 11, 12, 13]);
  });

  it('refuses coordinates that are not four a box', () => {
    expect(() => new Boxes(new Float32Array(6))).toThrow(
      'Expected 4 coordinates per box, but got 6 numbers.',
    );
  });

  it('concatenates sets, empty ones too', () => {
    const joined = Boxes.concat([Boxes.from(list.slice(0, 1)), Boxes.empty(), Boxes.from(list.slice(1))]);
    expect(joined.toArray()).toEqual(list);
    expect(Boxes.concat([]).length).toBe(0);
  });

  it('picks in the order asked for, repeats included, as a copy', () => {
    const boxes = Boxes.from(list);
    const picked = boxes.pick([2, 0, 2]);
    expect(picked.toArray()).toEqual([list[2], list[0], list[2]]);
    picked.set(0, list[1]);
    expect(boxes.at(2)).toEqual(list[2]);
  });

  it.each([
    ['the middle', 1, 2, [list[1]]],
    ['an end beyond the last', 2, 99, [list[2]]],
    ['an end before the start', 2, 1, []],
    ['to the last by default', 1, undefined, [list[1], list[2]]],
  ])('slices %s', (_, start, end, expected) => {
    expect(Boxes.from(list).slice(start, end).toArray()).toEqual(expected);
  });
});
