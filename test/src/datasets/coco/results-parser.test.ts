import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePart } from '../../../../src/datasets/coco/results-parser.js';

const folder = mkdtempSync(join(tmpdir(), 'results-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'results.json');
const indices = {
  images: new Map([
    [7, 0],
    [139, 1],
  ]),
  classes: new Map([
    [1, 0],
    [90, 1],
  ]),
};

function parse(text: string, windowBytes?: number) {
  writeFileSync(file, text);
  return parsePart(file, indices, { windowBytes })?.columns.finish();
}

interface Row {
  image_id: number;
  category_id: number;
  bbox: [number, number, number, number];
  score: number;
}

/** The rows of a table as JSON.parse would have them read. */
function expectRows(table: ReturnType<typeof parse>, rows: readonly Row[]): void {
  expect(table?.length).toBe(rows.length);
  for (const [i, { image_id, category_id, bbox, score }] of rows.entries()) {
    const [x, y, w, h] = bbox;
    expect([table?.image[i], table?.class[i]]).toEqual([
      indices.images.get(image_id),
      indices.classes.get(category_id) ?? -1,
    ]);
    expect([table?.x1[i], table?.y1[i], table?.x2[i], table?.y2[i]]).toEqual([x, y, x + w, y + h]);
    expect([table?.boxArea?.[i], table?.score[i]]).toEqual([w * h, score]);
  }
}

const number = fc.oneof(
  fc.double({ min: 0, max: 1e4, noNaN: true }).map((v) => v + 0),
  fc.integer({ min: 0, max: 99999 }).map((v) => v / 100),
);
const rowOf = fc.record({
  image_id: fc.constantFrom(7, 139),
  category_id: fc.constantFrom(1, 90, 5),
  bbox: fc.tuple(number, number, number, number),
  score: number,
});
const rowsOf = fc.array(rowOf, { maxLength: 20 });

describe('parsePart', () => {
  it('reads what JSON.parse reads, to the last bit, however the window cuts it', () => {
    fc.assert(
      fc.property(
        rowsOf,
        fc.integer({ min: 256, max: 700 }),
        fc.constantFrom(undefined, 1, '\t'),
        (rows, window, space) => {
          const text = JSON.stringify(rows, null, space);
          expectRows(parse(text, window), rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes no file that JSON.parse refuses, and none differently', () => {
    const bytes = fc.constantFrom(...'{}[],:"0123456789.-+eE x\\\n');
    fc.assert(
      fc.property(
        rowsOf,
        fc.double({ min: 0, max: 1, noNaN: true }),
        bytes,
        fc.boolean(),
        (rows, where, byte, replace) => {
          const text = JSON.stringify(rows);
          const at = Math.floor(where * text.length);
          const broken = text.slice(0, at) + byte + text.slice(replace ? at + 1 : at);
          const table = parse(broken, 512);
          if (table) expectRows(table, JSON.parse(broken));
        },
      ),
      { numRuns: 1000 },
    );
  });

  const row = '{"image_id":7,"category_id":1,"bbox":[1,2,3,4],"score":0.5}';
  it.each([
    ['an empty list', '[ ]', 0],
    [
      'keys in another order, and more of them',
      `[{"score":1,"id":3,"bbox":[1,2,3,4],"file":"a b","image_id":7,"category_id":1}]\n`,
      1,
    ],
    ['an exponent', row.replace('0.5', '5e-1').replace(/^.*$/, '[$&]'), 1],
  ])('understands %s', (_, text, length) => {
    expect(parse(text)?.length).toBe(length);
  });

  it.each([
    ['an empty file', ''],
    ['a cut file', `[${row}`],
    ['something after the end', `[${row}] x`],
    ['a missing key', '[{"image_id":7,"category_id":1,"bbox":[1,2,3,4]}]'],
    ['an image that is not in the split', `[${row.replace('7', '8')}]`],
    ['an image of id -1 before any other', `[${row.replace('7', '-1')}]`],
    ['a leading zero', `[${row.replace('0.5', '00.5')}]`],
    ['a point without digits', `[${row.replace('0.5', '0.')}]`],
    ['a number beyond float64', `[${row.replace('0.5', '1e999')}]`],
    ['a negative side', `[${row.replace('[1,2,3', '[1,2,-3')}]`],
    ['two records without a comma', `[${row}${row}]`],
    ['a record longer than the window', `[${row}]`, 32],
  ])('leaves %s to the strict reader', (_, text, window?: number) => {
    expect(parse(text, window)).toBeUndefined();
  });
});
