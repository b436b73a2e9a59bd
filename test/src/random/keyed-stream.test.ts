import { describe, expect, it } from 'vitest';
import { keyedStream, normal, shuffled } from '../../../src/random/keyed-stream.js';

const take = (random: () => number, count: number) => Array.from({ length: count }, random);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('keyedStream', () => {
  it('gives the same numbers for the same key, in [0, 1)', () => {
    const numbers = take(keyedStream(1, 2, 3), 1000);
    expect(take(keyedStream(1, 2, 3), 1000)).toEqual(numbers);
    expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(numbers) - 0.5)).toBeLessThan(0.03); // 3 standard errors
  });

  it('keeps its numbers from release to release: trainings are resumed with them', () => {
    expect(take(keyedStream(7, 0, 42), 3).map((value) => value * 2 ** 32)).toMatchInlineSnapshot(`
      [
        3132446191,
        4238541806,
        1007914604,
      ]
    `);
  });

  it.each([
    ['another part', [1, 2, 3], [1, 2, 4]],
    ['parts exchanged', [1, 2, 3], [2, 1, 3]],
    ['a zero more', [1, 2], [1, 2, 0]],
    ['a part beyond 32 bits', [1], [1 + 2 ** 32]],
    ['a negative part', [1], [-1]],
  ])('gives other numbers for %s', (_what, a, b) => {
    const [first, second] = [take(keyedStream(...a), 8), take(keyedStream(...b), 8)];
    expect(first.some((value, i) => value === second[i])).toBe(false);
  });

  it('has unrelated first numbers for neighbouring keys', () => {
    const firsts = Array.from({ length: 4000 }, (_, index) => keyedStream(1, 0, index)());
    expect(Math.abs(mean(firsts) - 0.5)).toBeLessThan(0.015);
    const products = firsts.slice(1).map((value, i) => (value - 0.5) * (firsts[i]! - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan(0.004); // 3 standard errors of 1 / 12 / sqrt(4000)
  });
});

describe('normal', () => {
  it('has mean 0 and deviation 1', () => {
    const random = keyedStream(5);
    const values = take(() => normal(random), 10_000);
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
  });
});

describe('shuffled', () => {
  it('holds each number once', () => {
    expect([...shuffled(keyedStream(1), 100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect([...shuffled(keyedStream(1), 0)]).toEqual([]);
  });

  it('puts every number everywhere equally often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(keyedStream(2, i), 3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120); // 4 deviations
  });
});
