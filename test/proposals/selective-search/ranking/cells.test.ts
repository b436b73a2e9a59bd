import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellKey } from '../../../../proposals/selective-search/ranking/cells.js';

const size = { width: 400, height: 300 };
const key = (box: readonly number[], fineness = 2) => cellKey(Int32Array.from(box), 0, fineness, size);

it('puts boxes that differ by little in one cell', () => {
  expect(key([100, 100, 200, 200])).toBe(key([103, 102, 205, 203]));
});

it.each([
  ['twice as wide', [50, 100, 250, 200]],
  ['twice as high', [100, 50, 200, 250]],
  ['half its width to the right', [150, 100, 250, 200]],
  ['half its height lower', [100, 150, 200, 250]],
])('%s is another cell', (_, box) => {
  expect(key(box)).not.toBe(key([100, 100, 200, 200]));
});

it('gives the cells of one size and of any two places different numbers', () => {
  const side = fc.integer({ min: 8, max: 32 });
  fc.assert(
    fc.property(side, fc.nat(360), fc.nat(260), fc.nat(360), fc.nat(260), (s, ax, ay, bx, by) => {
      const cell = (x: number, y: number) => `${Math.round((2 * x + s) / s)} ${Math.round((2 * y + s) / s)}`;
      const same = key([ax, ay, ax + s, ay + s]) === key([bx, by, bx + s, by + s]);
      expect(same).toBe(cell(ax, ay) === cell(bx, by));
    }),
  );
});
