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
    [
      'a class without a name',
      () => one(`${MUG}2 0.5 0.5 0.1 0.1\n`),
      /a\.txt:2: .*2 of .*\(0 to 1\), but got 2\.$/,
    ],
    [
      'numbers that all start at 1',
      () => one(`1 0.5 0.5 0.1 0.1\n2 0.5 0.5 0.1 0.1\n`),
      /a\.txt:2: .*start at 1/,
    ],
    ['pixels', () => one('0 50 35 60 50\n'), /a\.txt:1: .*fractions.*50.*pixels/],
    ['text', () => one('mug 0.5 0.5 0.1 0.1\n'), /a\.txt:1: .*numbers.*"mug"/],
    ['a number too few', () => one('0 0.5 0.5 0.1\n'), /a\.txt:1: .*3 numbers/],
    ['an x without a y', () => one('0 0.1 0.1 0.2 0.1 0.2 0.2 0.3\n'), /a\.txt:1: .*7 numbers/],
    [
      'no label file at all',
      () => ({
        ...one(''),
        'labels/a.txt': '',
        'images/a.jpg': '',
        'data.yaml': `train: other\n${NAMES}`,
        'other/b.jpg': jpeg,
      }),
      /none of 1 has one.*other\/b\.txt/,
    ],
    [
      'no photograph',
      () => ({ 'data.yaml': `train: images\n${NAMES}`, 'labels/a.txt': MUG, 'images/readme.txt': '' }),
      /expected photographs.*found none/,
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
    [
      'orders of classes that differ',
      () => ({
        'classes.txt': 'plate\nmug\n',
        'notes.json': { categories: [{ id: '0', name: 'mug' }] },
        'images/a.jpg': jpeg,
        'labels/a.txt': MUG,
      }),
      /classes\.txt and notes\.json.*"plate".*"mug"/,
    ],
  ])('%s', async (_name, tree, message) => {
    await expect(readDataset(await write(tree()))).rejects.toThrow(message);
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
