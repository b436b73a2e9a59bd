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
    ['a landscape: four for each of three squares, and their wholes', 80, 60, 13],
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
      'The photograph resized as a whole, and mirrored; each counts 12 times',
    ]);
    expect(headings(80, 60)[0]).toBe('Left square at 256 x 256: corners and centre, then mirrored');
    expect(headings(60, 80)[4]).toBe('Each square resized as a whole, and mirrored; each counts 4 times');
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
  /** The colour of a view's frame: the photograph is grey. */
  const frame = (sheet: Raster, column: number, row: number) => tile(sheet, column, row).slice(0, 3);
  const has = (pixels: readonly number[], [red, green, blue]: readonly number[]) =>
    pixels.some(
      (value, i) => i % 3 === 0 && value === red && pixels[i + 1] === green && pixels[i + 2] === blue,
    );

  it('has two rows, the mirrored below the others, each after the photograph with their outlines', async () => {
    const raster = photograph(90, 60);
    const sheet = await viewsSheet(raster, views(raster, 10), 10);
    expect(sheet.width).toBe(6 * (160 + 10) + 10);
    expect(Math.round(sheet.height / 194)).toBe(2);
    const colours = [1, 2, 3, 4, 5].map((column) => frame(sheet, column, 0));
    expect(new Set(colours.map(String)).size).toBe(5);
    for (const row of [0, 1]) {
      for (const [i, colour] of colours.entries()) {
        expect(frame(sheet, i + 1, row)).toEqual(colour);
        expect(has(tile(sheet, i + 1, row).slice(3 * 160 * 10, 3 * 160 * 150), [128, 128, 128])).toBe(true);
      }
    }
    for (const colour of colours) expect(has(tile(sheet, 0, 0), colour)).toBe(true);
  });

  it('is drawn of a photograph one pixel wide', async () => {
    const raster = photograph(1, 3000);
    expect((await viewsSheet(raster, views(raster, 10), 10)).width).toBe(6 * (160 + 10) + 10);
  });
});
