import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { parseLabelLine } from '../../../../src/datasets/yolo/label-line.js';
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
    "Roboflow's: paths that lead beside the folder, val called valid, a test set that is not there",
    () => ({
      'data.yaml': `train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 2\n${NAMES}`,
      'train/images/a_jpg.rf.01.jpg': jpeg,
      'train/labels/a_jpg.rf.01.txt': MUG,
      'valid/images/b.jpg': jpeg,
      'valid/labels/b.txt': PLATE,
    }),
    { 'a_jpg.rf.01': [mug], b: [plate] },
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

describe('what is put right is said', () => {
  it.each<[string, string, unknown[], RegExp]>([
    [
      'a box over the edge is clipped',
      '0 0.9 0.5 0.201 0.4\n',
      [['mug', 159.9, 30, 200, 70]],
      /outside.*clipped/,
    ],
    ['a line twice counts once', MUG + MUG, [mug], /repeated/],
    ['a box without area is left out', `${MUG}0 0.5 0.5 0 0.1\n`, [mug], /no area/],
    ['results are taken as labels', `${MUG.trim()} 0.93\n`, [mug], /1 lines end with a confidence/],
  ])('%s', async (_name, labels, expected, message) => {
    const notes: Problem[] = [];
    const dataset = await readDataset(await write(one(labels)), { onNote: (note) => notes.push(note) });
    expect(boxesByImage(dataset)).toEqual({ a: expected });
    expect(notes).toMatchObject([{ message: expect.stringMatching(message) }]);
  });
});

describe('a line', () => {
  const box = { x1: 0.1, y1: 0.25, x2: 0.5, y2: 0.75 };
  it.each<[string, string, object, unknown]>([
    ['is centre and size', '3 0.3 0.5 0.4 0.5', {}, { classId: 3, box }],
    ['may end with a confidence', '3 0.3 0.5 0.4 0.5 0.9', {}, { classId: 3, box, score: 0.9 }],
    ['may write its class as a float', '3.0 0.3 0.5 0.4 0.5', {}, { classId: 3, box }],
    ['of six numbers is a triangle', '3 0.1 0.25 0.5 0.5 0.2 0.75', {}, { classId: 3, box }],
    ['of eight numbers is a turned box', '3 0.3 0.25 0.5 0.5 0.3 0.75 0.1 0.5', {}, { classId: 3, box }],
    [
      'of results may be a polygon with a confidence',
      '3 0.1 0.25 0.5 0.5 0.2 0.75 0.9',
      { scored: true },
      { classId: 3, box, score: 0.9 },
    ],
    [
      'of a pose is a box with points behind it',
      '3 0.3 0.5 0.4 0.5 0.9 0.9 2 0.1 0.1 1',
      { pose: true },
      { classId: 3, box },
    ],
  ])('%s', (_name, text, options, expected) => {
    const label = parseLabelLine(text, options);
    expect(label).toEqual({
      ...(expected as object),
      box: Object.fromEntries(Object.entries(box).map(([key, value]) => [key, expect.closeTo(value, 12)])),
    });
  });

  it('of results needs its confidence', () => {
    expect(parseLabelLine('3 0.3 0.5 0.4 0.5', { scored: true })).toMatch(/confidence.*save_conf/);
  });
});
