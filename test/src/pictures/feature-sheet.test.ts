import { describe, expect, it } from 'vitest';
import { featureSheet } from '../../../src/pictures/feature-sheet.js';

/** The colour of the largest value, and of none. */
const [LIGHTEST, DARKEST] = [
  [252, 230, 120],
  [40, 11, 84],
];

describe('featureSheet', () => {
  it('draws every channel, the strongest first, in the colours of the whole layer', async () => {
    // Three channels of 1 x 2 cells: the second has the largest value, the third none.
    const data = Float32Array.from([0, 2, 4, 0, 0, 0]);
    const { width, data: pixels } = await featureSheet({ data, shape: [1, 3, 1, 2] }, 'layer');
    const at = (x: number, y: number) => [...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
    const gap = 4; // of tiles of 56 pixels
    expect(at(gap + 10, gap + 5)).toEqual(LIGHTEST); // channel 1, first cell
    expect(at(gap + 40, gap + 5)).toEqual(DARKEST); // its second
    expect(at(gap + 60 + 10, gap + 5)).toEqual(DARKEST); // channel 0, first cell
    expect(at(gap + 60 + 40, gap + 5)).not.toEqual(DARKEST); // its second: half of the largest
    expect(at(gap + 60 + 40, gap + 5)).not.toEqual(LIGHTEST);
  });

  it('leaves out the weakest channels when there are more than asked for', async () => {
    const sheet = (most: number) =>
      featureSheet({ data: Float32Array.from([0, 2, 4, 0]), shape: [1, 2, 1, 2] }, 'layer', { most });
    const [both, one] = [await sheet(2), await sheet(1)];
    expect(one.width).toBeLessThan(both.width);
    expect([...one.data.subarray(3 * (5 * one.width + 14), 3 * (5 * one.width + 14) + 3)]).toEqual(LIGHTEST);
  });

  it('begins with what the network saw', async () => {
    const seen = { width: 2, height: 2, data: new Uint8Array(12).fill(200) };
    const tensor = { data: Float32Array.from([0, 4]), shape: [1, 1, 1, 2] };
    const { width, data } = await featureSheet(tensor, 'layer', { seen });
    const at = (x: number, y: number) => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
    expect(at(30, 30)).toEqual([200, 200, 200]);
    expect(width).toBe(2 * 60 + 4);
  });

  it('refuses a layer without maps', () =>
    expect(() => featureSheet({ data: new Float32Array(4), shape: [1, 4] }, 'pool5/7x7_s1')).toThrow(
      /inception_4a\/3x3.*pool5\/7x7_s1 has 1 x 4/,
    ));
});
