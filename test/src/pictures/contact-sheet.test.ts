import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/imaging/raster.js';
import { contactSheet } from '../../../src/pictures/contact-sheet.js';

const solid = (width: number, height: number, value: number): Raster => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(value),
});
const red = ({ width, data }: Raster, x: number, y: number) => data[3 * (y * width + x)];

describe('contactSheet', () => {
  it('lays pictures out in reading order', async () => {
    const tiles = [200, 150, 100, 50].map((value) => ({ raster: solid(10, 10, value) }));
    const sheet = await contactSheet(tiles, { tile: 64, columns: 3 });
    // Gaps of a sixteenth: 4.
    expect(sheet).toMatchObject({ width: 3 * 68 + 4, height: 2 * 68 + 4 });
    expect([4, 72, 140].map((x) => red(sheet, x, 4))).toEqual([200, 150, 100]);
    expect(red(sheet, 4, 72)).toBe(50);
    expect(red(sheet, 3, 3)).toBe(24);
    expect(red(sheet, 72, 72)).toBe(24);
  });

  it('keeps the shape of a picture and centres it in its row', async () => {
    const [wide, high] = [solid(400, 100, 255), solid(100, 400, 255)];
    const sheet = await contactSheet([{ raster: wide }, { raster: high }], { tile: 64, columns: 2 });
    expect([27, 28, 43, 44].map((y) => red(sheet, 30, y))).toEqual([24, 255, 255, 24]);
  });

  it('leaves no gaps below pictures that are wider than high', async () => {
    const tiles = Array.from({ length: 4 }, () => ({ raster: solid(400, 100, 255) }));
    const sheet = await contactSheet(tiles, { tile: 64, columns: 2 });
    expect(sheet).toMatchObject({ width: 2 * (64 + 4) + 4, height: 2 * (16 + 4) + 4 });
    expect([3, 4, 19, 20, 23, 24, 39, 40].map((y) => red(sheet, 30, y))).toEqual([
      ...[24, 255, 255, 24],
      ...[24, 255, 255, 24],
    ]);
  });

  it('writes every caption below its picture', async () => {
    const tiles = Array.from({ length: 9 }, () => ({ raster: solid(10, 10, 100), caption: 'sofa 0.98' }));
    const sheet = await contactSheet(tiles);
    const side = 128;
    const step = (sheet.height - 8) / 3;
    for (let i = 0; i < 9; i++) {
      const [left, top] = [8 + (i % 3) * (side + 8), 8 + Math.floor(i / 3) * step + side];
      let bright = 0;
      for (let y = Math.round(top); y < top + step - side; y++) {
        for (let x = left; x < left + side; x++)
          if (red(sheet, x, Math.min(y, sheet.height - 1)) > 200) bright++;
      }
      expect(bright, `caption ${i}`).toBeGreaterThan(40);
    }
  });

  it('takes one-pixel slivers, and refuses no pictures at all', async () => {
    await expect(contactSheet([{ raster: solid(1, 4000, 9) }])).resolves.toMatchObject({ width: 144 });
    await expect(contactSheet([])).rejects.toThrow('Expected at least one picture');
  });
});
