import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coverOf,
  halvesOf,
  imagesIn,
  rangeText,
  type UnitRange,
  unitsOf,
} from '../../../src/jobs/unit-range.js';

const range = (from: number, to: number): UnitRange => ({ from, to });

describe('rangeText', () => {
  it.each([
    [range(32, 64), 'images 33 to 64'],
    [range(32, 33), 'image 33'],
  ])('counts from 1, and one is one', (images, text) => expect(rangeText(images)).toBe(text));
});

describe('unitsOf', () => {
  it.each([
    ['no images', range(0, 0), []],
    ['fewer than a unit', range(0, 3), [range(0, 3)]],
    ['whole units and a rest', range(0, 9), [range(0, 4), range(4, 8), range(8, 9)]],
    [
      'from within a unit: the next begins where units do',
      range(3, 9),
      [range(3, 4), range(4, 8), range(8, 9)],
    ],
  ])('cuts %s', (_, all, units) => {
    expect(unitsOf(all, 4)).toEqual(units);
  });
});

describe('halvesOf', () => {
  it.each([
    ['in the middle', range(0, 8), 1, [range(0, 4), range(4, 8)]],
    ['an odd number', range(4, 7), 1, [range(4, 5), range(5, 7)]],
    ['two', range(4, 6), 1, [range(4, 5), range(5, 6)]],
    ['where a batch begins', range(0, 48), 16, [range(0, 16), range(16, 48)]],
    ['a batch, which can be kept together no longer', range(16, 32), 16, [range(16, 24), range(24, 32)]],
  ])('divides %s', (_, unit, batch, halves) => {
    expect(halvesOf(unit, batch)).toEqual(halves);
  });
});

describe('coverOf', () => {
  it.each([
    ['nothing', [], 5, [], [range(0, 5)]],
    [
      'a gap in the middle and at the end',
      [range(0, 2), range(3, 4)],
      5,
      [
        [0, 0],
        [3, 0],
      ],
      [range(2, 3), range(4, 5)],
    ],
    ['a unit and its halves', [range(0, 2), range(2, 4), range(0, 4)], 4, [[0, 0]], []],
    [
      'divided in two ways that do not fit',
      [range(0, 3), range(2, 6)],
      6,
      [
        [0, 0],
        [2, 1],
      ],
      [],
    ],
  ])('covers by %s', (_, ranges, total, taken, gaps) => {
    const cover = coverOf(ranges, total);
    expect(cover.taken.map(({ range, skip }) => [range.from, skip])).toEqual(taken);
    expect(cover.gaps).toEqual(gaps);
  });

  it('takes each image once, in order, and misses those alone that no range has', () => {
    const ranges = fc.array(
      fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })).map(([from, n]) => range(from, from + n)),
    );
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 40 }), (all, total) => {
        const inside = all.filter(({ to }) => to <= total);
        const { taken, gaps } = coverOf(inside, total);
        const images = (r: UnitRange, skip = 0) =>
          Array.from({ length: r.to - r.from - skip }, (_, i) => r.from + skip + i);
        const found = taken.flatMap((one) => images(one.range, one.skip));
        const missed = gaps.flatMap((gap) => images(gap));
        expect(found).toEqual([...new Set(inside.flatMap((r) => images(r)))].sort((a, b) => a - b));
        expect([...found, ...missed].sort((a, b) => a - b)).toEqual(
          Array.from({ length: total }, (_, i) => i),
        );
        expect(imagesIn(gaps)).toBe(missed.length);
      }),
    );
  });
});
