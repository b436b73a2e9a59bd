import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { mug, photograph, plate, type Tree, writeTree } from '../../../support/label-files.js';

let folder = '';
let jpeg: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yolo-refused-'));
  jpeg = await photograph();
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);

/** The lines of {@link mug} and {@link plate}, of class 0 and 1. */
const MUG = '0 0.250000 0.350000 0.300000 0.500000\n';
const NAMES = 'names: [mug, plate]\n';

const one = (labels: string, yaml = NAMES): Tree => ({
  'data.yaml': `train: images\n${yaml}`,
  'images/a.jpg': jpeg,
  'labels/a.txt': labels,
});

describe('what cannot be right is refused with its place', () => {
  it.each<[string, () => Tree, RegExp]>([
    ['text', () => one('mug 0.5 0.5 0.1 0.1\n'), /a\.txt:1: .*numbers.*"mug"/],
    ['a number too few', () => one('0 0.5 0.5 0.1\n'), /a\.txt:1: .*3 numbers/],
    ['an x without a y', () => one('0 0.1 0.1 0.2 0.1 0.2 0.2 0.3\n'), /a\.txt:1: .*7 numbers/],
    [
      'no photograph',
      () => ({ 'data.yaml': `train: images\n${NAMES}`, 'labels/a.txt': MUG, 'images/readme.txt': '' }),
      /expected photographs.*found no photograph/,
    ],
    [
      'no label file among photographs: where it would be',
      () => ({ 'classes.txt': 'mug\n', 'photos/a.jpg': jpeg, 'labels/a.txt': MUG }),
      /For photos\/a\.jpg it would be photos\/a\.txt or photos\/labels\/a\.txt; for images\/a\.jpg, labels/,
    ],
    [
      'the same in the usual folders',
      () => ({ 'classes.txt': 'mug\n', 'images/a.jpg': jpeg, 'labels/b.txt': MUG }),
      /For images\/a\.jpg it would be labels\/a\.txt or images\/a\.txt\.$/,
    ],
    ['no names', () => ({ 'images/a.jpg': jpeg, 'labels/a.txt': MUG }), /names of the classes.*classes\.txt/],
    [
      'fewer classes than names',
      () => one(MUG, `nc: 1\n${NAMES}`),
      /data\.yaml: expected 1 names \(nc\), but there are 2/,
    ],
    ['YAML that is none', () => one(MUG, 'names: [mug\n'), /data\.yaml: expected YAML/],
    [
      'data.yaml and classes.txt that differ',
      () => ({ ...one(MUG), 'classes.txt': 'plate\nmug\n' }),
      /data\.yaml and classes\.txt.*"mug".*"plate"/,
    ],
  ])('%s', async (_name, tree, message) => {
    await expect(readDataset(await write(tree()))).rejects.toThrow(message);
  });

  it('a split whose photographs are gone is a missing file, one that nothing names a wrong name', async () => {
    const path = await write(one(MUG, `test: held/out\n${NAMES}`));
    await expect(readDataset(path, { split: 'test' })).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringContaining('Expected the photographs of test at held/out, as '),
    });
    await expect(readDataset(path, { split: 'extra' })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('The splits found are train.'),
    });
  });

  it('all photographs that a list names and that are missing are told together', async () => {
    const path = await write({
      'data.yaml': `train: train.txt\n${NAMES}`,
      'train.txt': 'x.jpg\ny.jpg\n',
      'a.txt': MUG,
    });
    await expect(readDataset(path)).rejects.toThrow(/train\.txt:1: .*x\.jpg.* 2 lines/);
    const problems: Problem[] = [];
    await readDataset(path, { onProblem: (problem) => problems.push(problem) }).catch(() => {});
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['missing-file', 1],
      ['missing-file', 2],
    ]);
  });
});
