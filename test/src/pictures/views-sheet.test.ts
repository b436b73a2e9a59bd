import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../src/classification/views.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { headingOf, viewsSheet } from '../../../src/pictures/views-sheet.js';

const photograph = (width: number, height: number): Raster => {
  return { width, height, data: new Uint8Array(3 * width * height).fill(128) };
};
const views = (raster: Raster, crops: 1 | 10 | 144) =>
  viewsOf(raster, { crops, inputSize: 224 }).map((view) => {
    return { ...view, predictions: [{ class: 'cat, tabby', score: 0.5 }] };
  });

describe('the sheet of 144 crops', () => {
  it.each<[string, number, number, number]>([
    ['a square photograph: four scales and the whole', 60, 60, 5],
    ['a landscape: as many for each of three squares', 80, 60, 15],
  ])('has a row per square and scale: %s', async (_what, width, height, rows) => {
    const raster = photograph(width, height);
    const sheet = await viewsSheet(raster, views(raster, 144), 144);
    expect(sheet.width).toBe(11 * (112 + 7) + 7);
    expect(Math.round(sheet.height / 170)).toBe(rows);
  });

  it('names squares and scales, and says how often equal views count', () => {
    const headings = (width: number, height: number) => {
      const raster = photograph(width, height);
      return [...new Set(views(raster, 144).map((view) => headingOf(view, raster)))];
    };
    expect(headings(60, 60)).toEqual([
      ...[256, 288, 320, 352].map(
        (side) =>
          `The photograph at ${side} x ${side}: corners and centre, then mirrored; each counts 3 times`,
      ),
      'The photograph resized as a whole, then mirrored; each counts 12 times',
    ]);
    expect(headings(80, 60)[0]).toBe('Left square at 256 x 256: corners and centre, then mirrored');
    expect(headings(60, 80)[4]).toBe('Top square resized as a whole, then mirrored; each counts 4 times');
  });
});

describe('the sheet of ten crops', () => {
  const tile = (sheet: Raster, column: number, row: number) => {
    const data: number[] = [];
    for (let y = 10 + row * 194; y < 170 + row * 194; y++) {
      const from = 3 * (y * sheet.width + 10 + column * 170);
      data.push(...sheet.data.subarray(from, from + 3 * 160));
    }
    return data;
  };
  /** Pixels whose red is far above their blue: the photograph is grey. */
  const yellow = (pixels: readonly number[]) =>
    pixels.filter((red, i) => i % 3 === 0 && red > pixels[i + 2]! + 40).length;

  it('has two rows, the mirrored below the others, each after the photograph with their outlines', async () => {
    const raster = photograph(90, 60);
    const sheet = await viewsSheet(raster, views(raster, 10), 10);
    expect(sheet.width).toBe(6 * (160 + 10) + 10);
    expect(Math.round(sheet.height / 194)).toBe(2);
    for (const row of [0, 1]) {
      expect(yellow(tile(sheet, 0, row))).toBeGreaterThan(100);
      for (let column = 1; column < 6; column++) expect(yellow(tile(sheet, column, row))).toBe(0);
    }
  });

  it('is drawn of a photograph one pixel wide', async () => {
    const raster = photograph(1, 3000);
    expect((await viewsSheet(raster, views(raster, 10), 10)).width).toBe(6 * (160 + 10) + 10);
  });
});
