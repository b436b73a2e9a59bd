import { describe, expect, it } from 'vitest';
import { shareInterval } from '../../../eval/analysis/share-interval.js';

describe('the interval of a share', () => {
  it.each([
    // Newcombe (1998), table I: Wilson's score interval without continuity correction.
    ['81 of 263', 81, 263, 0.2553, 0.3662],
    ['15 of 148', 15, 148, 0.0624, 0.1605],
    ['0 of 20', 0, 20, 0, 0.1611],
    ['1 of 29', 1, 29, 0.0061, 0.1718],
    ['all of 20', 20, 20, 0.8389, 1],
  ])('of %s', (_, right, of, low, high) => {
    const interval = shareInterval(right / of, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('of nothing says nothing', () => {
    expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});
