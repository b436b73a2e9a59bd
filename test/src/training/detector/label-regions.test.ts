import { describe, expect, it } from 'vitest';
import { type Box, iou } from '../../../../src/geometry/box.js';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { labelRegions, overlapByte } from '../../../../src/training/detector/label-regions.js';

interface Thing {
  readonly box: Box;
  readonly class: number;
  readonly difficult?: boolean;
}

/** 0, 0 to x, 10: IoU with 100 x 10 is x / 100 for x up to 100. */
const strip = (x2: number): Box => ({ x1: 0, y1: 0, x2, y2: 10 });
const whole: Thing = { box: strip(100), class: 1 };

function label(region: Box, things: readonly Thing[], classes = 2) {
  return labelRegions(
    Boxes.from([region]),
    {
      boxes: Boxes.from(things.map(({ box }) => box)),
      classes: Int32Array.from(things, (thing) => thing.class),
      difficult: Uint8Array.from(things, ({ difficult }) => (difficult ? 1 : 0)),
    },
    classes,
  );
}

describe('labelRegions', () => {
  it.each<[string, Box, number]>([
    ['IoU of exactly 0.5 is an example of the class', strip(50), 1],
    ['just below 0.5 is none', strip(49), -1],
    ['the object itself is one', strip(100), 1],
    ['a region beside it is none', { x1: 200, y1: 0, x2: 210, y2: 10 }, -1],
  ])('%s', (_reason, region, positive) => {
    expect(label(region, [whole]).positive[0]).toBe(positive);
  });

  it('goes by the nearest of two objects, whatever their order', () => {
    const near: Thing = { box: strip(60), class: 0 };
    for (const things of [
      [near, whole],
      [whole, near],
    ]) {
      expect(label(strip(62), things).positive[0]).toBe(0);
    }
  });

  it('keeps the largest overlap with each class, rounded down, also below 0.5', () => {
    const things: Thing[] = [
      whole,
      { box: strip(200), class: 1 },
      { box: { x1: 0, y1: 0, x2: 40, y2: 5 }, class: 0 },
    ];
    const region = strip(40);
    expect([...label(region, things).overlaps]).toEqual([
      overlapByte(iou(region, things[2]!.box)),
      overlapByte(0.4),
    ]);
  });

  it.each<[string, Box, Thing[], number]>([
    ['on a difficult object by exactly 0.3 is ignored', strip(30), [{ ...whole, difficult: true }], 1],
    ['just below 0.3 counts as background', strip(29), [{ ...whole, difficult: true }], 0],
    [
      'nearer to a clear object is not ignored',
      strip(50),
      [
        { ...whole, difficult: true },
        { box: strip(60), class: 0 },
      ],
      0,
    ],
  ])('%s', (_reason, region, things, ignored) => {
    expect(label(region, things).ignored[0]).toBe(ignored);
  });

  it('learns nothing from difficult objects', () => {
    const labels = label(strip(100), [{ ...whole, difficult: true }]);
    expect([labels.positive[0], ...labels.overlaps, ...labels.deltas]).toEqual([-1, 0, 0, 0, 0, 0, 0]);
  });

  it('has the shift to the object, as shares of the region', () => {
    const deltas = label(strip(50), [whole]).deltas;
    expect(deltas[0]).toBeCloseTo((50 - 25) / 50); // centre from 25 to 50, width 50
    expect([...deltas.slice(1)].map((value) => Number(value.toFixed(6)))).toEqual([
      0,
      Number(Math.log(2).toFixed(6)),
      0,
    ]);
  });

  it('labels nothing in a photograph without objects', () => {
    expect(label(strip(10), []).positive[0]).toBe(-1);
  });
});
