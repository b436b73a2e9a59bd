import { describe, expect, it } from 'vitest';
import { trunkSize } from '../../../src/trunk/trunk-size.js';

const scale = { shortSide: 600, longSide: 1000 };

describe('trunkSize', () => {
  it.each<[string, [number, number], [number, number]]>([
    ['the shorter side becomes 600', [500, 375], [800, 600]],
    ['a portrait too', [375, 500], [600, 800]],
    ['the longer side exactly at its limit', [500, 300], [1000, 600]],
    ['beyond the limit the longer side decides', [500, 250], [1000, 500]],
    ['a large photograph shrinks', [4000, 3000], [800, 600]],
    ['a tiny one is enlarged', [1, 1], [600, 600]],
    ['a thin one keeps 32 pixels, two cells of the map', [3000, 10], [1000, 32]],
    ['its aspect ratio is kept where 32 pixels are reached', [1000, 32], [1000, 32]],
  ])('%s', (_reason, [width, height], [w, h]) => {
    expect(trunkSize({ width, height }, scale)).toEqual({ width: w, height: h });
  });
});
