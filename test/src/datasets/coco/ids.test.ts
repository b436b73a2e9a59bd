import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCoco } from '../../../../src/datasets/coco/instances.js';
import { readCocoResults } from '../../../../src/datasets/coco/results.js';
import { writeCoco, writeCocoResults } from '../../../../src/datasets/coco/write.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-ids-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As text: JavaScript would round ids of 64 bits. */
async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

interface Ids {
  readonly image: string;
  readonly category: string;
  readonly annotation: string;
}

const instances = ({ image, category, annotation }: Ids) => `{
"images": [{"id": ${image}, "file_name": "a.jpg", "width": 100, "height": 100}],
"annotations": [{"id": ${annotation}, "image_id": ${image}, "category_id": ${category}, "bbox": [10, 10, 40, 40]},
{"id": 2, "image_id": ${image}, "category_id": ${category}, "bbox": [60, 10, 30, 40]}],
"categories": [{"id": ${category}, "name": "cat"}]}`;

const results = ({ image, category }: Ids) =>
  `[{"image_id": ${image}, "category_id": ${category}, "bbox": [10, 10, 40, 40], "score": 0.9}]`;

describe('ids that pycocotools takes', () => {
  it.each<[string, Ids]>([
    ['text', { image: '"0001_d_5"', category: '"N02"', annotation: '"x"' }],
    [
      '64 bits',
      { image: '7706992903151817196', category: '7706992903151817197', annotation: '9007199254740993' },
    ],
    ['numbers', { image: '0', category: '90', annotation: '1' }],
    ['the largest that a double holds', { image: '9007199254740991', category: '1', annotation: '1' }],
  ])('%s', async (_, ids) => {
    const truth = await readCoco(await file('truth.json', instances(ids)));
    expect(truth.images.map(({ id }) => id)).toEqual([ids.image.replaceAll('"', '')]);
    expect(truth.truth).toHaveLength(2);
    const found = await readCocoResults(await file('results.json', results(ids)), truth);
    expect(Array.from(found.image)).toEqual([0]);
    expect(Array.from(found.class)).toEqual([0]);
    // What is written can be judged with the file that was read.
    const written = join(folder, 'written.json');
    await writeCocoResults(written, found, truth);
    expect(readFileSync(written, 'utf8')).toContain(`{"image_id":${ids.image},`);
    const category = ids.category.length > 16 ? '"category_id":' : `"category_id":${ids.category},`;
    expect(readFileSync(written, 'utf8')).toContain(category);
  });

  it('64 bits are neither rounded together nor rounded in a copy', async () => {
    const text = `{
"images": [{"id": 7706992903151817196}, {"id": 7706992903151817197}],
"annotations": [{"image_id": 7706992903151817197, "category_id": 1, "bbox": [0, 0, 1, 1]}],
"categories": [{"id": 1, "name": "cat"}]}`;
    const truth = await readCoco(await file('close.json', text));
    expect(Array.from(truth.truth.image)).toEqual([1]);
    await writeCoco(join(folder, 'copy.json'), truth);
    expect((await readCoco(join(folder, 'copy.json'))).images).toEqual([
      { id: '7706992903151817196', file: '7706992903151817196.jpg', width: 0, height: 0 },
      { id: '7706992903151817197', file: '7706992903151817197.jpg', width: 0, height: 0 },
    ]);
  });
});

describe('two categories of one name', () => {
  const roboflow = (categories: string) => `{
"images": [{"id": 1, "file_name": "a.jpg"}],
"annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40]},
{"id": 2, "image_id": 1, "category_id": 3, "bbox": [5, 5, 30, 30]}],
"categories": [${categories}, {"id": 2, "name": "taca"}]}`;
  const twice = '{"id": 1, "name": "fish"}, {"id": 3, "name": "fish"}';

  it.each([
    ['by default', {}],
    ['when named', { classes: ['fish', 'taca'] }],
  ])('are one class, and no object is lost, %s', async (_, options) => {
    const { classes, truth } = await readCoco(await file('twice.json', roboflow(twice)), options);
    expect(classes.map(({ name, id }) => [name, id])).toEqual([
      ['fish', 1],
      ['taca', 2],
    ]);
    expect(Array.from(truth.class)).toEqual([0, 0]);
  });

  it('are told', async () => {
    const messages: string[] = [];
    await readCoco(await file('told.json', roboflow(twice)), {
      onProblem: ({ kind, message }) => messages.push(`${kind}: ${message}`),
    });
    expect(messages).toEqual([
      'duplicate: expected each category name once, but "fish" is 1 and 3: taken as one class.',
    ]);
  });

  it('results of either are of the class', async () => {
    const dataset = await readCoco(await file('twice.json', roboflow(twice)));
    const line = (id: number) => `{"image_id": 1, "category_id": ${id}, "bbox": [0,0,1,1], "score": 1}`;
    const path = await file('both.json', `[${[1, 2, 3].map(line).join(',')}]`);
    expect(Array.from((await readCocoResults(path, dataset)).class)).toEqual([0, 1, 0]);
  });
});

describe('an error names file, line, record and key, and what the file says', () => {
  const truth = { images: [{ id: '1', width: 9, height: 9 }], classes: [{ name: 'cat', id: 1 }] };
  const result = (change: Record<string, string>) => {
    const record = { image_id: '1', category_id: '1', bbox: '[0, 0, 4, 4]', score: '0.5', ...change };
    const text = Object.entries(record).map(([key, value]) => `"${key}": ${value}`);
    return `[{"image_id": 1, "category_id": 1, "bbox": [0,0,1,1], "score": 1},\n{${text.join(', ')}}]`;
  };

  it.each([
    ['a score that is NaN', { score: 'NaN' }, 'expected a number in [1].score, but got NaN.'],
    ['a score in quotes', { score: '"0.9"' }, 'expected a number in [1].score, but got "0.9".'],
    ['a corner that is none', { bbox: '[0, 0, null, 4]' }, 'expected a number in [1].bbox[2], but got null.'],
    ['a negative side', { bbox: '[0, 0, 4, -4]' }, 'in [1].bbox, but got [0, 0, 4, -4].'],
    ['a fraction of a category', { category_id: '1.5' }, 'text in [1].category_id, but got 1.5.'],
    ['a category beyond all', { category_id: '1e308' }, 'text in [1].category_id, but got 1e308.'],
    [
      'an image that there is not',
      { image_id: '"7"' },
      'detection 2 has image_id "7", which the truth does not have.',
    ],
  ])('%s', async (_, change, message) => {
    const path = await file('bad.json', result(change));
    await expect(readCocoResults(path, truth)).rejects.toThrow(`bad.json:2: `);
    await expect(readCocoResults(path, truth)).rejects.toThrow(message);
  });

  it('in the truth as well', async () => {
    const text = instances({ image: '1', category: '1', annotation: '1' }).replace(
      '[60, 10, 30, 40]',
      '[60, 10, 30, "40"]',
    );
    await expect(readCoco(await file('bad.json', text))).rejects.toThrow(
      'bad.json:4: expected a number in annotations[1].bbox[3], but got "40".',
    );
  });

  it('UTF-16 is called so, with the way out', async () => {
    const path = await file('utf16.json', '');
    for (const bytes of [Buffer.from('\ufeff[]', 'utf16le'), Buffer.from('\ufeff[]', 'utf16le').swap16()]) {
      await writeFile(path, bytes);
      await expect(readCocoResults(path, truth)).rejects.toThrow('this is UTF-16. Convert the file');
    }
    await writeFile(path, Buffer.from('[{}]', 'utf16le'));
    await expect(readCocoResults(path, truth)).rejects.toThrow('UTF-16? Convert the file');
  });
});
