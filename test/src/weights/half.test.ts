import { describe, expect, it } from 'vitest';
import { narrowToHalves, widenHalves } from '../../../src/weights/half.js';

/** IEEE 754 binary16 by its definition: sign, 5 bits of exponent, 10 of fraction. */
function halfByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

describe('float16', () => {
  const all = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);

  it('widens each of the 65,536 patterns as IEEE 754 defines it', () => {
    expect(widenHalves(all)).toEqual(Float32Array.from(all, halfByDefinition));
  });

  it('narrows what it widened to the same pattern', () => {
    const numbers = all.filter((bits) => !Number.isNaN(halfByDefinition(bits)));
    expect(narrowToHalves(widenHalves(numbers))).toEqual(numbers);
  });

  it('narrows to the nearest number there is', () => {
    const numbers = Float32Array.from(all.subarray(0, 0x7c00), halfByDefinition);
    const values = Float32Array.from({ length: 300 }, (_, i) => 1.37 ** (i - 200) * (i % 2 ? 1 : -1)).filter(
      (value) => Math.abs(value) < 65_504,
    );
    const narrowed = widenHalves(narrowToHalves(values));
    values.forEach((value, i) => {
      const off = numbers.reduce(
        (least, number) => Math.min(least, Math.abs(number - Math.abs(value))),
        Infinity,
      );
      expect(Math.abs(narrowed[i]! - value)).toBe(off);
      expect(Object.is(Math.sign(narrowed[i]!) || 0, Math.sign(value)) || narrowed[i] === 0).toBe(true);
    });
  });

  it.each([
    ['from halfway beyond the largest it is infinity', 65_520, Infinity],
    ['a tie at the largest small number goes up to the next exponent', 2 ** -14 - 2 ** -26, 2 ** -14],
    ['a tie of small numbers goes to the even neighbour', 3 * 2 ** -25, 2 ** -23],
    ['a tie goes to the even neighbour below', 1 + 1 / 2048, 1],
    ['a tie goes to the even neighbour above', 1 + 3 / 2048, 1 + 2 / 1024],
    ['just above a tie goes up', 1 + 1 / 2048 + 2 ** -22, 1 + 1 / 1024],
    ['half the smallest number is zero', 2 ** -25, 0],
    ['just below the bound stays finite', 65_519, 65_504],
  ])('%s', (_, value, expected) => {
    expect(widenHalves(narrowToHalves(Float32Array.of(value)))[0]).toBe(expected);
  });

  it('narrows a view into a larger buffer', () => {
    const view = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    expect([...widenHalves(narrowToHalves(view))]).toEqual([1, 2]);
  });
});
