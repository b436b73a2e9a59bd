import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPhotographs } from '../../../src/datasets/check.js';
import { readDataset } from '../../../src/datasets/formats.js';
import type { Problem } from '../../../src/datasets/problem.js';
import {
  boxesByImage,
  cocoJson,
  mug,
  photograph,
  type Tree,
  vocXml,
  writeTree,
} from '../../support/label-files.js';

let folder = '';
let jpeg: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layouts-'));
  jpeg = await photograph();
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const write = (tree: Tree) => writeTree(join(folder, `set ${made++}`), tree);

const ndjson = (id = 'a') =>
  [
    '{"classes":[{"name":"mug","id":1}]}',
    `{"image":"${id}","file":"${id}.jpg","width":200,"height":100,"objects":[{"class":"mug","box":{"x1":20,"y1":10,"x2":80,"y2":60}}]}`,
  ].join('\n');
const FOUND = '{"image":"a","width":200,"height":100,"detections":[]}\n';
const CVAT = `<annotations><meta><task><labels><label><name>mug</name></label></labels></task></meta>
<image id="0" name="a.jpg" width="200" height="100"><box label="mug" xtl="20" ytl="10" xbr="80" ybr="60"/></image></annotations>`;

/** [the layout, its files, the path given below its folder, boxes by image for training] */
const layouts: [string, () => Tree, string, Record<string, unknown[]>][] = [
  [
    'VOC 1.1 as CVAT exports it, with one list of its own name',
    () => ({
      'Annotations/a.xml': vocXml('a.jpg'),
      'ImageSets/Main/default.txt': 'a\n',
      'JPEGImages/a.jpg': jpeg,
      'labelmap.txt': '# label:color_rgb:parts:actions\nmug:::\n',
    }),
    '.',
    { a: [mug] },
  ],
  [
    'COCO 1.0 as CVAT exports it',
    () => ({
      'annotations/instances_default.json': cocoJson('a.jpg', 'b.jpg'),
      'images/default/a.jpg': jpeg,
      'images/default/b.jpg': jpeg,
    }),
    '.',
    { 0: [mug], 1: [] },
  ],
  [
    'the file inside it',
    () => ({ 'annotations/instances_default.json': cocoJson('a.jpg'), 'images/default/a.jpg': jpeg }),
    'annotations/instances_default.json',
    { 0: [mug] },
  ],
  [
    "COCO's own layout",
    () => ({
      'annotations/instances_train2017.json': cocoJson('a.jpg'),
      'annotations/instances_val2017.json': cocoJson('b.jpg'),
      'annotations/captions_train2017.json': cocoJson('a.jpg'),
      'train2017/a.jpg': jpeg,
      'val2017/b.jpg': jpeg,
    }),
    '.',
    { 0: [mug] },
  ],
  [
    'COCO as Roboflow exports it',
    () => ({
      'README.dataset.txt': '',
      'train/_annotations.coco.json': cocoJson('a.jpg'),
      'train/a.jpg': jpeg,
      'valid/_annotations.coco.json': cocoJson('b.jpg'),
      'valid/b.jpg': jpeg,
    }),
    '.',
    { 0: [mug] },
  ],
  [
    'its folder of a split',
    () => ({ 'train/_annotations.coco.json': cocoJson('a.jpg'), 'train/a.jpg': jpeg }),
    'train',
    { 0: [mug] },
  ],
  [
    'VOC as Roboflow exports it',
    () => ({
      'train/a_jpg.rf.01.xml': vocXml('a_jpg.rf.01.jpg'),
      'train/a_jpg.rf.01.jpg': jpeg,
      'valid/b.xml': vocXml('b.jpg', 'plate'),
      'valid/b.jpg': jpeg,
    }),
    '.',
    { 'a_jpg.rf.01': [mug] },
  ],
  [
    'labelImg: XML beside the photographs, one of them without',
    () => ({ 'a b.xml': vocXml('a b.jpg'), 'a b.jpg': jpeg, 'c.jpg': jpeg }),
    '.',
    { 'a b': [mug] },
  ],
  [
    'VOC without lists, a photograph that was renamed',
    () => ({ 'Annotations/a.xml': vocXml('was.png'), 'JPEGImages/a.JPG': jpeg }),
    '.',
    { a: [mug] },
  ],
  [
    'VOC whose records name the photograph without its ending',
    () => ({ 'Annotations/a.xml': vocXml('a'), 'JPEGImages/a.PNG': jpeg }),
    '.',
    { a: [mug] },
  ],
  [
    'COCO as Label Studio exports it',
    () => ({ 'result.json': cocoJson('images\\0a1b2c3d-a.jpg'), 'images/0a1b2c3d-a.jpg': jpeg }),
    '.',
    { 0: [mug] },
  ],
  [
    'an unpacked archive: one folder around it',
    () => ({
      'export/train/a.xml': vocXml('a.jpg'),
      'export/train/a.jpg': jpeg,
      '.hidden/x.xml': vocXml('x.jpg'),
    }),
    '.',
    { a: [mug] },
  ],
];

/** [the layout, its files]; each holds the mug on a */
const inFolders: [string, Tree][] = [
  ['NDJSON as this package names it, beside results', { 'labels.ndjson': ndjson(), 'found.ndjson': FOUND }],
  ['NDJSON of another name, beside results', { 'my labels.jsonl': ndjson(), 'found.ndjson': FOUND }],
  ['NDJSON in the only folder', { 'export/labels.ndjson': ndjson() }],
  [
    'NDJSON in a folder of each split',
    { 'train/labels.ndjson': ndjson(), 'valid/labels.ndjson': ndjson('b') },
  ],
  ['CVAT XML of another name', { 'task 7.xml': CVAT }],
];

describe('a folder that holds one file of labels is as good as the file', () => {
  it.each(inFolders)('%s', async (_name, tree) => {
    expect(boxesByImage(await readDataset(await write(tree), { use: 'train' }))).toEqual({ a: [mug] });
  });

  it.each<[string, Tree]>([
    ['results alone', { 'found.ndjson': FOUND }],
    ['two files of labels', { 'a.ndjson': ndjson(), 'b.ndjson': ndjson('b') }],
  ])('not %s', async (_name, tree) => {
    await expect(readDataset(await write(tree))).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('a layout is read without options, photographs included', () => {
  it.each(layouts)('%s', async (_name, tree, path, expected) => {
    const dataset = await readDataset(join(await write(tree()), path), { use: 'train' });
    expect(boxesByImage(dataset)).toEqual(expected);
    const problems: Problem[] = [];
    await checkPhotographs(dataset, { onProblem: (problem) => problems.push(problem) });
    expect(problems).toEqual([]);
  });
});

it('a name with a blank in a list is an image where it has an annotation, else a name and a flag', async () => {
  const names = ['frame 0', 'my photo 1', 'frame', 'x'];
  const path = await write({
    ...Object.fromEntries(names.map((name) => [`Annotations/${name}.xml`, vocXml(`${name}.jpg`)])),
    'ImageSets/Main/val.txt': 'frame 0\nmy photo 1\nframe 1\nx -1\n',
  });
  expect((await readDataset(path)).images.map(({ id }) => id)).toEqual(['frame 0', 'my photo 1', 'frame']);
});

it('a photograph is never taken from another folder of the set', async () => {
  const path = await write({
    'cam1/1.xml': vocXml('1.jpg'),
    'cam1/1.jpg': jpeg,
    'cam2/1.xml': vocXml('1.jpg'),
    'cam2/2.xml': vocXml('2.jpg'),
    'cam2/2.jpg': jpeg,
  });
  const { images } = await readDataset(path, { format: 'voc' });
  const missing: string[] = [];
  await checkPhotographs(
    { ...(await readDataset(path, { format: 'voc' })), images },
    { onProblem: ({ file }) => missing.push(file) },
  );
  expect(missing).toEqual([join(path, 'cam2', '1.jpg')]);
});

it('photographs behind a link to their folder are found; a link in a circle is not followed', async () => {
  const far = await write({ 'a.jpg': jpeg });
  const path = await write({ 'xml/a.xml': vocXml('a.jpg') });
  await symlink(far, join(path, 'photographs'));
  await symlink(path, join(path, 'circle'));
  const { images } = await readDataset(path, { format: 'voc' });
  expect(images.map(({ file }) => file)).toEqual(['photographs/a.jpg']);
});

it('boxes in fractions where pixels belong are noted', async () => {
  const notes: Problem[] = [];
  const { annotations, ...rest } = cocoJson('a.jpg');
  const path = await write({
    'x.json': { ...rest, annotations: [{ ...annotations[0]!, bbox: [0.1, 0.1, 0.3, 0.5] }] },
  });
  await readDataset(join(path, 'x.json'), { onNote: (note) => notes.push(note) });
  expect(notes.map(({ message }) => message).join()).toMatch(/all 1 boxes lie within one pixel/);
});

it('photographs without a label file are counted, not learnt as empty ones', async () => {
  const notes: Problem[] = [];
  const path = await write({ 'a.xml': vocXml('a.jpg'), 'a.jpg': jpeg, 'b.jpg': jpeg });
  await readDataset(path, { onNote: (note) => notes.push(note) });
  expect(notes).toMatchObject([
    { kind: 'unlabelled', message: expect.stringMatching(/^1 photograph has.*b\.jpg/) },
  ]);
});

it('a photograph whose labels are of another format is told apart from one without labels', async () => {
  const notes: Problem[] = [];
  const path = await write({
    ...{ 'a.xml': vocXml('a.jpg'), 'a.jpg': jpeg, 'b.jpg': jpeg, 'b.txt': '0 0.5 0.5 0.1 0.1\n' },
    'classes.txt': 'mug\n',
  });
  await readDataset(path, { onNote: (note) => notes.push(note) });
  expect(notes.map(({ message }) => message)).toEqual([
    '1 photograph has no label file and is left out: b.jpg. b.txt is of another format: a folder is read in one format alone.',
  ]);
});
