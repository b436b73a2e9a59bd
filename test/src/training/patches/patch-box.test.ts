import { describe, expect, it } from 'vitest';
import { keyedStream } from '../../../../src/random/keyed-stream.js';
import { patchBox } from '../../../../src/training/patches/patch-box.js';

const draws = (size: { width: number; height: number }, count: number) =>
  Array.from({ length: count }, (_, i) => patchBox(size, keyedStream(1, i)));

describe('patchBox', () => {
  it.each([
    ['a square', { width: 300, height: 300 }],
    ['a landscape', { width: 500, height: 375 }],
    ['a small portrait', { width: 9, height: 12 }],
  ])('keeps within %s, its share of the area and its aspect', (_what, size) => {
    for (const { x1, y1, x2, y2 } of draws(size, 2000)) {
      const [width, height] = [x2 - x1, y2 - y1];
      const share = (width * height) / (size.width * size.height);
      expect(x1 >= 0 && y1 >= 0 && x2 <= size.width + 1e-9 && y2 <= size.height + 1e-9).toBe(true);
      expect(share >= 0.08 - 1e-9 && share <= 1 + 1e-9).toBe(true);
      expect(width / height >= 0.75 - 1e-9 && width / height <= 4 / 3 + 1e-9).toBe(true);
    }
  });

  it('reaches the small and the large, the wide and the narrow', () => {
    const boxes = draws({ width: 400, height: 300 }, 2000).map(({ x1, y1, x2, y2 }) => ({
      share: ((x2 - x1) * (y2 - y1)) / 120_000,
      aspect: (x2 - x1) / (y2 - y1),
    }));
    expect(Math.min(...boxes.map(({ share }) => share))).toBeLessThan(0.09);
    expect(Math.max(...boxes.map(({ share }) => share))).toBeGreaterThan(0.95);
    expect(Math.min(...boxes.map(({ aspect }) => aspect))).toBeLessThan(0.76);
    expect(Math.max(...boxes.map(({ aspect }) => aspect))).toBeGreaterThan(1.32);
  });

  it.each([
    ['a tower', { width: 10, height: 1000 }, { x1: 0, x2: 10, y1: 500 - 20 / 3, y2: 500 + 20 / 3 }],
    ['a panorama', { width: 1000, height: 10 }, { y1: 0, y2: 10, x1: 500 - 20 / 3, x2: 500 + 20 / 3 }],
  ])('takes the largest centred box when none fits in %s', (_what, size, expected) => {
    const box = patchBox(size, keyedStream(1));
    for (const [side, value] of Object.entries(expected)) {
      expect(box[side as keyof typeof box]).toBeCloseTo(value, 9);
    }
  });
});
