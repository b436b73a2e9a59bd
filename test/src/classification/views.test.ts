import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Crops, scalesFor, type View, viewsOf } from '../../../src/classification/views.js';
import { centreCrop } from '../../../src/geometry/centre-crop.js';

const inputSize = 224;
const total = (views: readonly View[]) => views.reduce((sum, { weight }) => sum + weight, 0);

describe('viewsOf', () => {
  it('takes the centre crop alone for 1', () => {
    const size = { width: 500, height: 375 };
    expect(viewsOf(size, { crops: 1, inputSize }).map(({ box }) => box)).toEqual([centreCrop(size)]);
  });

  it('takes corners and centre of the middle square, and their mirror images, for 10', () => {
    const views = viewsOf({ width: 512, height: 256 }, { crops: 10, inputSize });
    expect(views.map(({ place, mirror, box }) => [place, mirror, box.x1, box.y1, box.x2, box.y2])).toEqual(
      [false, true].flatMap((mirror) => [
        ['top-left', mirror, 128, 0, 352, 224],
        ['top-right', mirror, 160, 0, 384, 224],
        ['bottom-left', mirror, 128, 32, 352, 256],
        ['bottom-right', mirror, 160, 32, 384, 256],
        ['centre', mirror, 144, 16, 368, 240],
      ]),
    );
  });

  it.each<[string, { width: number; height: number }, string[]]>([
    ['left, centre and right of a landscape', { width: 352, height: 256 }, ['0,0', '48,0', '96,0']],
    ['top, centre and bottom of a portrait', { width: 256, height: 352 }, ['0,0', '0,48', '0,96']],
    ['the one square of a square photograph', { width: 300, height: 300 }, ['0,0']],
  ])('looks at %s for 144', (_what, size, corners) => {
    const views = viewsOf(size, { crops: 144, inputSize });
    expect([...new Set(views.map(({ square }) => `${square.box.x1},${square.box.y1}`))]).toEqual(corners);
  });

  it('has the paper’s 4 scales x 3 squares x 6 crops x 2, the whole square once for its four scales', () => {
    const views = viewsOf({ width: 500, height: 375 }, { crops: 144, inputSize });
    expect(total(views)).toBe(4 * 3 * 6 * 2);
    expect(views).toHaveLength(3 * 2 * (4 * 5 + 1));
    const sides = new Set(
      views.filter(({ place }) => place === 'centre').map(({ box }) => (box.x2 - box.x1).toFixed(6)),
    );
    expect([...sides]).toEqual([256, 288, 320, 352].map((scale) => ((224 / scale) * 375).toFixed(6)));
  });

  it.each<[string, { width: number; height: number }]>([
    ['a single pixel', { width: 1, height: 1 }],
    ['one pixel wide', { width: 1, height: 4000 }],
    ['a hundred megapixels', { width: 12_000, height: 9_000 }],
  ])('is defined for %s', (_what, size) => {
    for (const crops of [1, 10, 144] as Crops[]) {
      expect(total(viewsOf(size, { crops, inputSize }))).toBe(crops);
    }
  });

  it('never leaves the photograph, and always sums to the number of crops', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom<Crops>(1, 10, 144),
        fc.constantFrom(64, 128, 224),
        (w, h, crops, s) => {
          const views = viewsOf({ width: w, height: h }, { crops, inputSize: s });
          expect(total(views)).toBe(crops);
          const slack = 1e-9 * Math.max(w, h);
          for (const { box } of views) {
            expect(Math.min(box.x1, box.y1)).toBeGreaterThanOrEqual(-slack);
            expect(box.x2).toBeLessThanOrEqual(w + slack);
            expect(box.y2).toBeLessThanOrEqual(h + slack);
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('scalesFor', () => {
  it('gives the paper’s scales at 224', () => expect(scalesFor(224)).toEqual([256, 288, 320, 352]));
  it('keeps their proportions at 112', () => expect(scalesFor(112)).toEqual([128, 144, 160, 176]));
  it('leaves whole pixels around a centre crop at an odd side', () => {
    expect(scalesFor(227).map((scale) => (scale - 227) % 2)).toEqual([0, 0, 0, 0]);
  });
});
