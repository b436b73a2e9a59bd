import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/imaging/raster.js';
import { drawDetections } from '../../../src/pictures/draw.js';

function grey(width: number, height: number): Raster {
  return { width, height, data: new Uint8Array(3 * width * height).fill(128) };
}

const at = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

/** Pixels of exactly this colour. */
function count({ data }: Raster, [red, green, blue]: readonly number[]): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) found++;
  }
  return found;
}

/** Without toEqual, which takes seconds for a picture. */
const same = (a: Raster, b: Raster) =>
  a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;

const box = { x1: 100, y1: 100, x2: 300, y2: 250 };

describe('drawDetections', () => {
  it('draws the line inside the box’s edge and leaves the rest of the picture alone', async () => {
    const drawn = await drawDetections(grey(500, 375), [{ box, label: '', color: '#ff0000' }]);
    expect(drawn).toMatchObject({ width: 500, height: 375 });
    expect(at(drawn, 200, 101)).toEqual([255, 0, 0]);
    expect(at(drawn, 101, 180)).toEqual([255, 0, 0]);
    expect(at(drawn, 298, 180)).toEqual([255, 0, 0]);
    expect(at(drawn, 200, 248)).toEqual([255, 0, 0]);
    expect(at(drawn, 200, 180)).toEqual([128, 128, 128]);
    expect(at(drawn, 95, 95)).toEqual([128, 128, 128]);
  });

  it('shows on a picture of its own colour: a light and a dark rim are on both sides of the line', async () => {
    const brown = { width: 500, height: 375, data: new Uint8Array(3 * 500 * 375).fill(0) };
    for (let i = 0; i < brown.data.length; i += 3) brown.data.set([160, 100, 50], i);
    const drawn = await drawDetections(brown, [{ box, label: '', color: '#a06432' }]);
    const column = Array.from({ length: 12 }, (_, i) => at(drawn, 200, 95 + i)[1]!);
    const line = column.indexOf(100, 3);
    const [above, below] = [column.slice(0, line), column.slice(line)];
    for (const side of [above, below]) {
      expect(Math.max(...side)).toBeGreaterThan(150);
      expect(Math.min(...side)).toBeLessThan(80);
    }
  });

  it('writes letters that can be seen, in the ink that the plate needs', async () => {
    const draw = (label: string, color: string) => drawDetections(grey(500, 375), [{ box, label, color }]);
    // A plate of 0xffff00 carries black letters, one of 0x000080 white ones.
    expect(count(await draw('person', '#ffff00'), [0, 0, 0])).toBeGreaterThan(60);
    expect(count(await draw('person', '#000080'), [255, 255, 255])).toBeGreaterThan(60);
    expect(count(await draw('', '#ffff00'), [0, 0, 0])).toBe(0);
  });

  it('writes the score with two digits behind the label', async () => {
    const plain = await drawDetections(grey(500, 375), [{ box, label: 'cat 0.88' }]);
    const scored = await drawDetections(grey(500, 375), [
      { box, label: 'cat', score: 0.876, color: '#00ff00' },
    ]);
    const alike = await drawDetections(grey(500, 375), [{ box, label: 'cat 0.88', color: '#00ff00' }]);
    expect(same(scored, alike)).toBe(true);
    expect(same(scored, plain)).toBe(false);
  });

  it.each([
    ['markup', '<b>&"\''],
    ['other scripts', 'Äpfel жук αβγ'],
    ['glyphs that the font lacks', '中文 🚗'],
    ['line breaks', 'two\nlines'],
    ['far too much', 'x'.repeat(2000)],
  ])('takes a label with %s', async (_, label) => {
    const drawn = await drawDetections(grey(500, 375), [{ box, label, color: '#ffff00' }]);
    // Dark, not black: the sign for a missing glyph has hairlines.
    let dark = 0;
    for (let i = 0; i < drawn.data.length; i += 3) if (drawn.data[i] < 100 && drawn.data[i + 2] < 40) dark++;
    expect(dark).toBeGreaterThan(20);
  });

  it('gives two labels two colours, and one label one', async () => {
    const below = { x1: 100, y1: 260, x2: 300, y2: 360 };
    const beside = { x1: 320, y1: 100, x2: 480, y2: 250 };
    const drawn = await drawDetections(grey(500, 375), [
      { box, label: 'cat' },
      { box: below, label: 'dog' },
      { box: beside, label: 'cat' },
    ]);
    expect(at(drawn, 250, 101)).not.toEqual(at(drawn, 250, 261));
    expect(at(drawn, 250, 101)).toEqual(at(drawn, 450, 101));
  });

  it('draws the first item on top', async () => {
    const items = [
      { box, label: '', color: '#ff0000' },
      { box, label: '', color: '#0000ff' },
    ];
    expect(at(await drawDetections(grey(500, 375), items), 200, 101)).toEqual([255, 0, 0]);
  });

  it('cuts boxes at the picture’s edge, and skips those outside and the empty', async () => {
    const over = { x1: -50, y1: -50, x2: 700, y2: 700 };
    const drawn = await drawDetections(grey(500, 375), [{ box: over, label: '', color: '#ff0000' }]);
    expect(at(drawn, 250, 1)).toEqual([255, 0, 0]);
    expect(at(drawn, 498, 200)).toEqual([255, 0, 0]);
    const nothing = await drawDetections(grey(500, 375), [
      { box: { x1: 600, y1: 0, x2: 700, y2: 50 }, label: 'a' },
      { box: { x1: 50, y1: 50, x2: 50, y2: 80 }, label: 'b' },
    ]);
    expect(same(nothing, grey(500, 375))).toBe(true);
  });

  it.each([
    ['1 x 1', 1, 1, { width: 400, height: 400 }],
    ['small, by a whole number', 150, 90, { width: 450, height: 270 }],
    ['exactly large enough', 400, 10, { width: 400, height: 10 }],
    ['long and thin', 3, 4000, { width: 3, height: 4000 }],
  ])('handles a picture that is %s', async (_, width, height, expected) => {
    const all = { x1: 0, y1: 0, x2: width, y2: height };
    const drawn = await drawDetections(grey(width, height), [{ box: all, label: 'thing', color: '#ff0000' }]);
    expect(drawn).toMatchObject(expected);
    expect(drawn.data.length).toBe(3 * expected.width * expected.height);
    expect(same(drawn, grey(expected.width, expected.height))).toBe(false);
  });

  it('grows line and letters with the picture', async () => {
    const large = { x1: 400, y1: 400, x2: 1200, y2: 1000 };
    const ink = async (size: number, item: object) =>
      count(
        await drawDetections(grey(size, size), [{ box, label: 'a', color: '#ffff00', ...item }]),
        [0, 0, 0],
      );
    expect(await ink(2000, { box: large })).toBeGreaterThan(4 * (await ink(500, {})));
  });

  it('refuses what is no colour, so that nothing gets into the markup', async () => {
    const items = [{ box, label: 'a', color: '"/><image href="x"/>' }];
    await expect(drawDetections(grey(500, 375), items)).rejects.toThrow(/Expected a colour like #1e90ff/);
  });

  it('draws the same bytes every time, and leaves its input alone', async () => {
    const picture = grey(500, 375);
    const items = [{ box, label: 'sheep', score: 0.5 }];
    expect(same(await drawDetections(picture, items), await drawDetections(picture, items))).toBe(true);
    expect(same(picture, grey(500, 375))).toBe(true);
  });
});
