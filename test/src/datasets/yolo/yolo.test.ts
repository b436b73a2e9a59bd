import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { boxesByImage, mug, photograph, plate, type Tree, writeTree } from '../../../support/label-files.js';

let folder = '';
let jpeg: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yolo-'));
  jpeg = await photograph();
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);

/** The lines of {@link mug} and {@link plate}, of class 0 and 1. */
const MUG = '0 0.250000 0.350000 0.300000 0.500000\n';
const PLATE = '1 0.700000 0.600000 0.400000 0.600000\n';
const NAMES = 'names: [mug, plate]\n';

/** [the layout, its files, boxes by image of all splits] */
const layouts: [string, () => Tree, Record<string, unknown[]>][] = [
  [
    "Ultralytics' own, names by number, one photograph without a label file",
    () => ({
      'data.yaml':
        'path: /datasets/kitchen\ntrain: images/train\nval: images/val\nnames:\n  1: plate\n  0: mug\n',
      'images/train/a b.jpg': jpeg,
      'images/train/none.jpg': jpeg,
      'images/val/sub/c.jpg': jpeg,
      'labels/train/a b.txt': MUG,
      'labels/val/sub/c.txt': PLATE,
    }),
    { 'a b': [mug], none: [], 'sub/c': [plate] },
  ],
  [
    "CVAT's YOLO 1.1: lists with paths that are nowhere, an empty label file",
    () => ({
      'obj.data': 'classes = 2\ntrain = data/train.txt\nnames = data/obj.names\nbackup = backup/\n',
      'obj.names': 'mug\nplate\n',
      'train.txt': 'data/obj_train_data/a.jpg\ndata/obj_train_data/sub/b.jpg\n',
      'obj_train_data/a.jpg': jpeg,
      'obj_train_data/a.txt': MUG,
      'obj_train_data/sub/b.jpg': jpeg,
      'obj_train_data/sub/b.txt': '',
    }),
    { a: [mug], 'sub/b': [] },
  ],
  [
    "Label Studio's: classes.txt and notes.json that agree",
    () => ({
      'classes.txt': 'mug\nplate\n',
      'notes.json': {
        categories: [
          { id: 1, name: 'plate' },
          { id: 0, name: 'mug' },
        ],
      },
      'images/0a1b-a.jpg': jpeg,
      'labels/0a1b-a.txt': MUG + PLATE,
    }),
    { '0a1b-a': [mug, plate] },
  ],
  [
    "labelImg's: everything in one folder",
    () => ({ 'classes.txt': 'mug\r\nplate\r\n', 'a.JPG': jpeg, 'a.txt': MUG }),
    { a: [mug] },
  ],
  [
    "labelImg's, with the list of classes among the labels",
    () => ({ 'labels/classes.txt': 'mug\nplate\n', 'images/a.jpg': jpeg, 'labels/a.txt': MUG }),
    { a: [mug] },
  ],
  [
    "labelImg's, with a folder of its own for the labels",
    () => ({ 'labels/classes.txt': 'mug\nplate\n', 'a.jpg': jpeg, 'labels/a.txt': MUG }),
    { a: [mug] },
  ],
  [
    "CVAT's Ultralytics YOLO: a list with a folder that is nowhere",
    () => ({
      'data.yaml': `path: .\ntrain: train.txt\n${NAMES}`,
      'train.txt': 'data/images/train/a.jpg\n',
      'images/train/a.jpg': jpeg,
      'labels/train/a.txt': MUG,
    }),
    { a: [mug] },
  ],
  [
    "CVAT's YOLO 1.1 without its list",
    () => ({
      'obj.data': 'classes = 2\n',
      'obj.names': 'mug\nplate\n',
      'obj_train_data/a.jpg': jpeg,
      'obj_train_data/a.txt': MUG,
    }),
    { a: [mug] },
  ],
  [
    'a list of photographs with paths of another machine',
    () => ({
      'data.yaml': `train: train.txt\n${NAMES}`,
      'train.txt': '/home/me/kitchen/images/a.jpg\n./images/b.jpg\n',
      'images/a.jpg': jpeg,
      'images/b.jpg': jpeg,
      'labels/a.txt': MUG,
    }),
    { a: [mug], b: [] },
  ],
  [
    'several folders for one split, one of them with images twice in its path',
    () => ({
      'kitchen.yml': `train: [images/day1/images, images/day2]\n${NAMES}`,
      'images/day1/images/a.jpg': jpeg,
      'images/day1/labels/a.txt': MUG,
      'images/day2/b.jpg': jpeg,
      'labels/day2/b.txt': PLATE,
    }),
    { a: [mug], 'day2/b': [plate] },
  ],
  [
    'a photograph that is stored turned: fractions are of the upright one',
    () => ({ 'data.yaml': `train: images\n${NAMES}`, 'images/a.jpg': turned, 'labels/a.txt': MUG }),
    { a: [mug] },
  ],
];

let turned: Uint8Array;
beforeAll(async () => {
  turned = await photograph({ orientation: 6 });
});

describe('a layout is read with its photographs', () => {
  it.each(layouts)('%s', async (_name, tree, expected) => {
    const dataset = await readDataset(await write(tree()), { use: 'all' });
    expect(boxesByImage(dataset)).toEqual(expected);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['mug', 'plate']);
    expect(dataset.images[0]).toMatchObject({ width: 200, height: 100 });
  });

  it('data.yaml itself is as good as its folder', async () => {
    const path = await write({
      'data.yaml': `train: images\n${NAMES}`,
      'images/a.jpg': jpeg,
      'labels/a.txt': MUG,
    });
    expect(boxesByImage(await readDataset(join(path, 'data.yaml')))).toEqual({ a: [mug] });
  });
});

const one = (labels: string, yaml = NAMES): Tree => ({
  'data.yaml': `train: images\n${yaml}`,
  'images/a.jpg': jpeg,
  'labels/a.txt': labels,
});

describe('splits beyond train, val and test', () => {
  const tree = (entries: string): Tree => ({
    'data.yaml': `${entries}\n${NAMES}`,
    'images/val_more/a.jpg': jpeg,
    'images/val_more/b.jpg': jpeg,
    'images/other/c.jpg': jpeg,
    'labels/val_more/a.txt': MUG,
    'labels/other/c.txt': PLATE,
  });

  it('are those whose keys their paths name', async () => {
    const root = await write(tree('path: .\nval_more: images/val_more\ncache: images/other'));
    const { images } = await readDataset(root);
    expect(images.map(({ id, split }) => [id, split])).toEqual([
      ['a', 'val_more'],
      ['b', 'val_more'],
    ]);
  });

  it('one that is not there takes no photographs of another', async () => {
    const root = await write({
      'train/data.yaml': `train: ../train/images\nval: ../valid/images\ntest: ../test/images\n${NAMES}`,
      'train/images/a.jpg': jpeg,
      'train/labels/a.txt': MUG,
      'valid/images/b.jpg': jpeg,
      'valid/labels/b.txt': PLATE,
    });
    const file = join(root, 'train', 'data.yaml');
    expect(boxesByImage(await readDataset(file, { split: 'train' }))).toEqual({ a: [mug] });
    expect(boxesByImage(await readDataset(file, { split: 'val' }))).toEqual({ b: [plate] });
    await expect(readDataset(file, { split: 'test' })).rejects.toThrow('../test/images');
  });

  it('are named where another is asked for', async () => {
    const root = await write(tree('val_more: images/val_more\nother: images/other'));
    await expect(readDataset(root, { split: 'val' })).rejects.toThrow(
      'The splits found are val_more, other.',
    );
  });
});

describe('what is put right is said', () => {
  it.each<[string, string, unknown[], RegExp]>([
    ['a box without area is left out', `${MUG}0 0.5 0.5 0 0.1\n`, [mug], /no area/],
    ['results are taken as labels', `${MUG.trim()} 0.93\n`, [mug], /1 line ends with a confidence/],
  ])('%s', async (_name, labels, expected, message) => {
    const notes: Problem[] = [];
    const dataset = await readDataset(await write(one(labels)), { onNote: (note) => notes.push(note) });
    expect(boxesByImage(dataset)).toEqual({ a: expected });
    expect(notes).toMatchObject([{ message: expect.stringMatching(message) }]);
  });

  it('label files of no photograph are named; those of another split and other texts are not', async () => {
    const notes: Problem[] = [];
    const root = await write({
      'data.yaml': `train: train.txt\nval: val.txt\n${NAMES}`,
      'train.txt': 'images/a.jpg\n',
      'val.txt': 'images/b.jpg\n',
      'images/a.jpg': jpeg,
      'images/b.jpg': jpeg,
      'images/phone.heic': 'a form that is not read',
      'labels/a.txt': MUG,
      'labels/b.txt': PLATE,
      'labels/phone.txt': MUG,
      'labels/nothing.txt': '',
      'labels/readme.txt': '2 classes: mug and plate\n',
    });
    const dataset = await readDataset(root, { split: 'train', onNote: (note) => notes.push(note) });
    expect(boxesByImage(dataset)).toEqual({ a: [mug] });
    expect(notes).toEqual([
      {
        kind: 'missing-file',
        file: root,
        message:
          'expected a photograph for each label file, but 1 has none and is left out: labels/phone.txt.',
      },
    ]);
  });
});
