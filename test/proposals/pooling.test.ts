import { expect, it } from 'vitest';
import { picked, pool } from '../../proposals/pooling.js';

const size = { width: 100, height: 50 };
const anySide = (box: Int32Array) => ({ box, minSide: 0 });

it('keeps each box once, where it came first, and counts its votes', () => {
  const sets = [Int32Array.of(0, 0, 30, 30, 10, 10, 40, 40), Int32Array.of(10, 10, 40, 40, 0, 0, 100, 50)];
  const all = pool(sets.map(anySide), size);
  expect([...all.set]).toEqual([0, 0, 1]);
  expect([...all.index]).toEqual([0, 1, 1]);
  expect([...all.votes]).toEqual([1, 2, 1]);
  expect(all.entryOf.map((entries) => [...entries])).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

it('tells boxes apart that differ in one corner only', () => {
  const boxes = Int32Array.of(0, 0, 30, 30, 1, 0, 30, 30, 0, 1, 30, 30, 0, 0, 31, 30, 0, 0, 30, 31);
  expect(pool([anySide(boxes)], size).set.length).toBe(5);
});

it.each([
  ['exactly as wide as the floor is kept', [0, 0, 20, 40], 1],
  ['a pixel narrower is dropped', [0, 0, 19, 40], 0],
  ['a pixel lower is dropped', [0, 0, 40, 19], 0],
])('%s', (_, box, kept) => {
  const all = pool([{ box: Int32Array.from(box), minSide: 20 }], size);
  expect(all.set.length).toBe(kept);
  expect([...all.entryOf[0]]).toEqual([kept - 1]);
});

it('has a floor for each set', () => {
  const box = Int32Array.of(0, 0, 10, 10);
  const all = pool(
    [
      { box, minSide: 11 },
      { box, minSide: 10 },
    ],
    size,
  );
  expect([...all.set]).toEqual([1]);
});

it('keeps boxes as wide as an image that is narrower than the floor', () => {
  const narrow = { box: Int32Array.of(0, 0, 5, 50), minSide: 20 };
  expect(pool([narrow], { width: 5, height: 50 }).set.length).toBe(1);
});

it('picks entries in the order asked for', () => {
  const all = pool([anySide(Int32Array.of(0, 0, 30, 30, 10, 10, 40, 40))], size);
  expect([...picked(all, Uint32Array.of(1, 0)).index]).toEqual([1, 0]);
});
