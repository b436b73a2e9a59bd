import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';
import type { Problem } from '../../../src/datasets/problem.js';
import type { Use } from '../../../src/datasets/splits.js';
import { type Tree, vocXml, writeTree } from '../../support/label-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'splits-'));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);

describe('of several splits', () => {
  const splits = (...names: string[]) =>
    write(Object.fromEntries(names.map((name) => [`${name}/${name}.xml`, vocXml(`${name}.jpg`)])));

  it.each<[Use, string[], string[]]>([
    ['train', ['train', 'valid', 'test'], ['train']],
    ['evaluate', ['train', 'valid', 'test'], ['valid']],
    ['evaluate', ['train', 'test'], ['test']],
    ['all', ['train', 'valid', 'test'], ['test', 'train', 'valid']],
    ['evaluate', ['train'], ['train']],
    ['train', ['test'], ['test']],
  ])('%s of %j takes %j', async (use, names, taken) => {
    const { images } = await readDataset(await splits(...names), { use });
    expect(images.map(({ id }) => id)).toEqual(taken);
  });

  it('an image knows its split, valid being val', async () => {
    const { images } = await readDataset(await splits('train', 'valid'), { use: 'all' });
    expect(images.map(({ id, split }) => [id, split])).toEqual([
      ['train', 'train'],
      ['valid', 'val'],
    ]);
  });

  it.each([['val'], ['valid'], ['validation']])('%s names the validation set', async (split) => {
    const { images } = await readDataset(await splits('train', 'valid'), { split });
    expect(images.map(({ id }) => id)).toEqual(['valid']);
  });

  it('one that is not there is refused with those that are', async () => {
    await expect(readDataset(await splits('train', 'valid'), { split: 'test' })).rejects.toThrow(
      /"test".*train, val/,
    );
  });

  it('nothing is trained on a validation and a test set by guess', async () => {
    await expect(readDataset(await splits('valid', 'test'), { use: 'train' })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/test, val.*--split/),
    });
  });

  it('a photograph in two counts once, and that is said', async () => {
    const path = await write({
      'Annotations/a.xml': vocXml('a.jpg'),
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/val.txt': 'a\n',
    });
    const notes: Problem[] = [];
    const { images } = await readDataset(path, { use: 'all', onNote: (note) => notes.push(note) });
    expect(images.map(({ id, split }) => [id, split])).toEqual([['a', 'train']]);
    expect(notes).toMatchObject([
      {
        kind: 'duplicate',
        message: expect.stringContaining('1 photograph is in train and val: it counts once'),
      },
    ]);
  });
});
