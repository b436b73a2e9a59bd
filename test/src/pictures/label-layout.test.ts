import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, iou } from '../../../src/geometry/box.js';
import { placeLabels } from '../../../src/pictures/label-layout.js';

const picture = { width: 200, height: 100 };
const plate = { width: 40, height: 10 };
const place = (...boxes: Box[]) =>
  placeLabels(
    boxes.map((box) => ({ box, plate })),
    picture,
  );
const box = (x1: number, y1: number, x2: number, y2: number): Box => ({ x1, y1, x2, y2 });

describe('placeLabels', () => {
  it.each([
    ['above the box', box(20, 30, 80, 90), box(20, 20, 60, 30)],
    ['above, exactly at the upper edge', box(20, 10, 80, 90), box(20, 0, 60, 10)],
    ['inside a large box when there is no room above', box(20, 9, 80, 90), box(20, 9, 60, 19)],
    ['below a small box when there is no room above', box(20, 5, 50, 15), box(20, 15, 60, 25)],
    ['pushed in from the right', box(190, 30, 200, 90), box(160, 20, 200, 30)],
    ['pushed in from the left', box(-30, 30, 10, 90), box(0, 20, 40, 30)],
  ])('%s', (_, given, expected) => {
    expect(place(given)).toEqual([expected]);
  });

  it('the first has the first choice, the second stands off it', () => {
    const [first, second] = place(box(20, 30, 80, 90), box(22, 30, 80, 90));
    expect(first).toEqual(box(20, 20, 60, 30));
    expect(second).toEqual(box(22, 30, 62, 40));
  });

  it('leaves out a dispensable label that would lie on another', () => {
    const low = { width: 50, height: 12 }; // room for one plate
    const [first, second, third] = placeLabels(
      [false, true, false].map((dispensable) => ({ box: box(3, 2, 9, 4), plate, dispensable })),
      low,
    );
    expect(first).toBeDefined();
    expect(second).toBeUndefined();
    expect(third).toEqual(first);
  });

  it('keeps every plate whole inside the picture, and a few plates off each other', () => {
    const side = fc.integer({ min: 0, max: 90 });
    const anyBox = fc.tuple(side, side, side, side).map(([x, y, w, h]) => box(x, y, x + w + 1, y + h + 1));
    fc.assert(
      fc.property(fc.array(anyBox, { maxLength: 12 }), (boxes) => {
        const plates = place(...boxes);
        for (const { x1, y1, x2, y2 } of plates as Box[]) {
          expect([x1 >= 0, y1 >= 0, x2 <= 200, y2 <= 100, x2 - x1, y2 - y1]).toEqual([
            true,
            true,
            true,
            true,
            40,
            10,
          ]);
        }
        // Eleven spots a box: two plates can always avoid each other.
        if (plates.length === 2) expect(iou(plates[0]!, plates[1]!)).toBe(0);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('in a picture lower than a plate, starts at the top', () => {
    expect(placeLabels([{ box: box(3, 2, 9, 4), plate }], { width: 50, height: 5 })).toEqual([
      box(3, 0, 43, 10),
    ]);
  });
});
