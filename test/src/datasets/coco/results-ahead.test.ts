import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ResultsAhead } from '../../../../src/datasets/coco/results-ahead.js';
import { parsePart } from '../../../../src/datasets/coco/results-parser.js';

const folder = mkdtempSync(join(tmpdir(), 'ahead-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'results.json');
const indices = {
  images: new Map([
    [7, 0],
    [139, 1],
    [2 ** 40, 2],
  ]),
  classes: new Map([
    [90, 0],
    [1, 1],
  ]),
};

const record = (i: number, more = '') =>
  `{"image_id":${[7, 139, 2 ** 40][i % 3]},"category_id":${[1, 90, 5][i % 2]},"bbox":[${i},2.5,3,4]${more},"score":0.${i}1}`;
const list = (count: number, more?: (i: number) => string) =>
  `[${Array.from({ length: count }, (_, i) => record(i, more?.(i))).join(',\n')}]`;

/** The second thread starts in the middle. */
const sizes = { leastBytes: 0, headStartBytes: 0 };

async function parse(text: string) {
  writeFileSync(file, text);
  using ahead = ResultsAhead.start(file, sizes);
  expect(ahead).toBeDefined();
  return { ahead: await ahead?.parse(indices), alone: parsePart(file, indices, {})?.columns.finish() };
}

describe('ResultsAhead', () => {
  it.each([
    ['records of one shape', list(100)],
    ['two records, one for each thread', list(2)],
    ['white space everywhere', list(9).replaceAll(/[{},:[\]]/g, ' $&\n')],
    ['braces in strings, where the thread may begin', list(30, () => `,"note":"${'{ '.repeat(200)}"`)],
  ])('gives the rows of one pass for %s', async (_, text) => {
    const { ahead, alone } = await parse(text);
    expect(alone).toBeDefined();
    expect(ahead).toEqual(alone);
  });

  it.each([
    [
      'an image of the first part that is not in the split',
      list(50).replace('"image_id":7,', '"image_id":8,'),
    ],
    [
      'an image of the last part that is not in the split',
      `${list(50).slice(0, -1)},${record(51).replace(':7,', ':8,')}]`,
    ],
    ['a file that is cut', list(50).slice(0, -20)],
    ['something after the end', `${list(50)} x`],
    ['a nested value in the last part', list(50, (i) => (i === 49 ? ',"x":[]' : ''))],
  ])('leaves %s to the strict reader', async (_, text) => {
    expect(await parse(text)).toEqual({ ahead: undefined, alone: undefined });
  });

  it.each([
    ['of less than the least size', 'results.json', list(10), { leastBytes: 2 ** 20 }],
    ['without records', 'results.json', '[]', sizes],
    ['that do not exist', 'none.json', undefined, sizes],
  ])('does not start for files %s', (_, name, text, given) => {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    expect(ResultsAhead.start(join(folder, name), given)).toBeUndefined();
  });
});
