import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIlsvrcCls, readIlsvrcGuesses, withPhotographs } from '../../../../src/datasets/ilsvrc/cls.js';
import { readIlsvrcDet } from '../../../../src/datasets/ilsvrc/det.js';
import { readIlsvrcMeta } from '../../../../src/datasets/ilsvrc/meta.js';
import { readIlsvrcBlacklist } from '../../../../src/datasets/ilsvrc/results.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ilsvrc-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const META = 'id,wnid,name\n20,n00000020,second, of its kind\n3,n00000003,first\n';

describe('readIlsvrcMeta', () => {
  const expected = [
    { id: 3, wnid: 'n00000003', name: 'first' },
    { id: 20, wnid: 'n00000020', name: 'second, of its kind' },
  ];

  it.each([
    ['commas', 'a.csv', META],
    ['tabs', 'a.tsv', '3\tn00000003\tfirst\n20\tn00000020\tsecond, of its kind\n'],
    ['spaces', 'a.txt', '# DET\n3 n00000003 first\n20 n00000020 second, of its kind\n'],
    ['JSON', 'a.json', JSON.stringify(expected)],
  ])('reads %s, sorted by id', async (_, name, text) => {
    expect(await readIlsvrcMeta(await file(name, text))).toEqual(expected);
  });

  it.each([
    ['a line without wnid', 'b.csv', '3,first\n', 'b.csv:1: expected'],
    ['an id twice', 'b.csv', '3,n00000003,a\n3,n00000004,b\n', 'comes again'],
    ['another JSON', 'b.json', '{}', 'b.json: expected JSON'],
  ])('refuses %s', async (_, name, text, message) => {
    await expect(readIlsvrcMeta(await file(name, text))).rejects.toThrow(message);
  });
});

describe('ILSVRC CLS', () => {
  it('reads labels and guesses; fewer than five are -1', async () => {
    const meta = await file('meta.csv', META);
    const truth = await readIlsvrcCls(await file('truth.txt', '20\nn00000003\n'), { meta });
    expect(truth.images[1]!.id).toBe('ILSVRC2012_val_00000002');
    expect([...truth.label]).toEqual([1, 0]);
    const { guess } = await readIlsvrcGuesses(await file('guesses.txt', '3 20\n20 3 3 3 3\n'), truth);
    expect([...guess]).toEqual([0, 1, -1, -1, -1, 1, 0, 0, 0, 0]);
    await expect(readIlsvrcGuesses(await file('short.txt', '3\n'), truth)).rejects.toThrow('a line for each');
    await expect(readIlsvrcGuesses(await file('six.txt', '3 3 3 3 3 3\n'), truth)).rejects.toThrow(
      'six.txt:1',
    );
    await expect(readIlsvrcCls(await file('zero.txt', '3\n0\n'), { meta })).rejects.toThrow('zero.txt:2');
  });
});

it('photographs of DET and CLS are found by id, with any ending in any case', async () => {
  const put = async (name: string, text = '') => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  await put('ImageSets/DET/val.txt', 'val_1 1\nval_2 2\nval_3 3\n');
  await put('meta_det.csv', META);
  for (const id of [1, 2, 3]) await put(`Annotations/DET/val/val_${id}.xml`, '<annotation></annotation>');
  await put('Data/DET/val/val_1.JPEG');
  await put('Data/DET/val/val_2.jpg');
  const { images } = await readIlsvrcDet(folder, { split: 'val' });
  expect(images.map(({ file }) => file)).toEqual(
    ['val_1.JPEG', 'val_2.jpg', 'val_3.JPEG'].map((name) => join('Data', 'DET', 'val', name)),
  );
  await put('photographs/ILSVRC2012_val_00000001.jpeg');
  await put('photographs/ILSVRC2012_val_00000002.PNG');
  const set = await readIlsvrcCls(await file('labels.txt', '20\n3\n'), {
    meta: join(folder, 'meta_det.csv'),
  });
  const found = await withPhotographs(set, join(folder, 'photographs'));
  expect(found.images.map(({ file }) => file)).toEqual([
    'ILSVRC2012_val_00000001.jpeg',
    'ILSVRC2012_val_00000002.PNG',
  ]);
});

it('a blacklist names images by number or id, classes by wnid, id or name, and may go beyond the split', async () => {
  const dataset = {
    images: [{ id: 'val_9', number: 9, width: 0, height: 0 }],
    classes: [{ id: 3, wnid: 'n00000003', name: 'golf ball' }],
  };
  const list = await file('blacklist.txt', '9 n00000003\nval_9 3\n9 golf ball\n10 3\n');
  const entry = { image: 'val_9', class: 'golf ball' };
  expect(await readIlsvrcBlacklist(list, dataset)).toEqual([entry, entry, entry]);
  await expect(readIlsvrcBlacklist(await file('bad.txt', '9 4\n'), dataset)).rejects.toThrow('bad.txt:1');
});
