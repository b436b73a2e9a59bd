import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, bucketSort, fullest, ScoreSort } from '../../eval/orders.js';

/** Beyond the size from which digits are counted. */
const many = 5000;

/** What it must be: Array.prototype.sort is stable. */
function slowTwin(score: Float64Array, rows: Int32Array): Int32Array {
  return Int32Array.from([...rows].sort((a, b) => score[b]! - score[a]!));
}

const backwards = (n: number) => ascending(n).reverse();

function sorted(score: Float64Array, rows: Int32Array): Int32Array {
  const copy = rows.slice();
  new ScoreSort(score, rows.length).sort(copy);
  return copy;
}

describe('ScoreSort', () => {
  const score = (of: (i: number) => number) => Float64Array.from({ length: many }, (_, i) => of(i));
  const scrambled = (i: number) => (i * 7919) % many;
  it.each([
    ['distinct scores', score((i) => scrambled(i) / many)],
    ['many equal scores', score((i) => (scrambled(i) % 7) / 7)],
    ['one score alone', score(() => 0.5)],
    ['negative scores', score((i) => scrambled(i) - many / 2)],
    ['0 and -0, which are equal', score((i) => (i % 3 === 0 ? -0 : 0))],
    ['infinities', score((i) => (i % 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY))],
    [
      'scores that differ in their last bits alone, a few at a time',
      score((i) => (i % 500) / 500 + scrambled(i) * 2 ** -52),
    ],
    ['scores that differ in their last bits alone', score((i) => 1 + scrambled(i) * 2 ** -52)],
  ])('sorts %s as the slow twin does, ties in the order given', (_, scores) => {
    for (const rows of [ascending(many), backwards(many)]) {
      expect(sorted(scores, rows)).toEqual(slowTwin(scores, rows));
    }
  });

  it('sorts one list after another', () => {
    const scores = score((i) => scrambled(i));
    const sorter = new ScoreSort(scores, many);
    for (const rows of [ascending(many), ascending(1000).map((i) => 3 * i), ascending(300)]) {
      const expected = slowTwin(scores, rows);
      sorter.sort(rows);
      expect(rows).toEqual(expected);
    }
  });

  it('sorts few rows too, a part of them as well', () => {
    const scores = fc.array(fc.double({ noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(scores, fc.nat(50), (values, left) => {
        const scores = Float64Array.from(values);
        const rows = backwards(values.length).subarray(left);
        expect(sorted(scores, rows)).toEqual(slowTwin(scores, rows));
      }),
    );
  });
});

describe('bucketSort', () => {
  it('keeps the order within a bucket and leaves negative keys out', () => {
    const { rows, start } = bucketSort(backwards(6), Int32Array.from([2, 0, -1, 2, 0, 3]), 4);
    expect([...rows]).toEqual([4, 1, 3, 0, 5]);
    expect([...start]).toEqual([0, 2, 2, 4, 5]);
  });
});

describe('fullest', () => {
  it('counts the rows of the largest bucket; without buckets none', () => {
    const { start } = bucketSort(ascending(6), Int32Array.of(2, 0, 2, -1, 2, 0), 3);
    expect(fullest(start)).toBe(3);
    expect(fullest(Int32Array.of(0))).toBe(0);
  });
});
