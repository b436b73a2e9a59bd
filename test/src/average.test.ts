import { describe, expect, it } from 'vitest';
import { averaged } from '../../src/average.js';

const row = (...values: number[]) => Float32Array.from(values);

describe('averaged', () => {
  it.each<[string, Float32Array[], Parameters<typeof averaged>[1], number[]]>([
    ['one row is itself', [row(0.25, 0.75)], {}, [0.25, 0.75]],
    ['the mean of two', [row(0.5, 0.5), row(0, 1)], {}, [0.25, 0.75]],
    ['a row of weight 3 counts as three', [row(1, 0), row(0, 1)], { weights: [3, 1] }, [0.75, 0.25]],
    ['the maximum, made to sum to 1', [row(1, 0), row(0, 1)], { by: 'maximum' }, [0.5, 0.5]],
    [
      'the maximum takes no weights',
      [row(1, 0), row(0.5, 0.5)],
      { by: 'maximum', weights: [9, 1] },
      [2 / 3, 1 / 3],
    ],
  ])('%s', (_what, rows, options, expected) => {
    averaged(rows, options).forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 6);
    });
  });

  it('refuses rows of different classes', () => {
    expect(() => averaged([row(1), row(0.5, 0.5)])).toThrow('rows of 1, 2');
  });

  it('refuses to average nothing', () => expect(() => averaged([])).toThrow('none'));
});
