/** One command, without options for the form, trains on the labels of every tool. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cocoJson, type Tree, vocXml, writeTree } from '../../../../support/label-files.js';
import { drawScene } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

const folder = mkdtempSync(join(tmpdir(), 'train-layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));
let base: string;
/** Two photographs: a mug of 60 x 50 at (20, 10), and nothing. */
let one: Uint8Array;
let two: Uint8Array;
beforeAll(async () => {
  base = await writeTinyClassifier(folder, ['n01440764', 'n02102040']);
  const bytes = async (seed: number) => {
    const path = join(folder, `${seed}.jpg`);
    return new Uint8Array(readFileSync(await drawScene(path, { width: 200, height: 100, seed })));
  };
  [one, two] = [await bytes(1), await bytes(2)];
}, 60_000);

const empty = (name: string) => vocXml(name).replace(/<object>.*<\/object>/s, '');
/** Class, centre and sides of the mug as fractions. */
const line = '0 0.25 0.35 0.3 0.5\n';
const yaml = 'names: [mug]\nnc: 1\ntrain: ../train/images\nval: ../valid/images\n';

const layouts: [string, () => Tree][] = [
  [
    'PASCAL VOC 1.1 of CVAT',
    () => ({
      'Annotations/1.xml': vocXml('1.jpg'),
      'Annotations/2.xml': empty('2.jpg'),
      'ImageSets/Main/default.txt': '1\n2\n',
      'JPEGImages/1.jpg': one,
      'JPEGImages/2.jpg': two,
    }),
  ],
  [
    'COCO 1.0 of CVAT',
    () => ({
      'annotations/instances_default.json': cocoJson('1.jpg', '2.jpg'),
      'images/default/1.jpg': one,
      'images/default/2.jpg': two,
    }),
  ],
  [
    'COCO of Roboflow',
    () => ({
      'train/_annotations.coco.json': cocoJson('1.jpg', '2.jpg'),
      'train/1.jpg': one,
      'train/2.jpg': two,
      'valid/_annotations.coco.json': cocoJson('3.jpg'),
      'valid/3.jpg': two,
    }),
  ],
  [
    'VOC of Roboflow',
    () => ({
      'train/1.xml': vocXml('1.jpg'),
      'train/1.jpg': one,
      'train/2.xml': empty('2.jpg'),
      'train/2.jpg': two,
    }),
  ],
  ['labelImg', () => ({ '1.xml': vocXml('1.jpg'), '1.jpg': one, '2.xml': empty('2.jpg'), '2.jpg': two })],
  [
    'VOC without ImageSets',
    () => ({
      'Annotations/1.xml': vocXml('1.jpg'),
      'Annotations/2.xml': empty('2.jpg'),
      'JPEGImages/1.jpg': one,
      'JPEGImages/2.jpg': two,
    }),
  ],
  [
    'YOLO of Roboflow, one folder around it',
    () => ({
      'mugs/data.yaml': yaml,
      'mugs/train/images/1.jpg': one,
      'mugs/train/images/2.jpg': two,
      'mugs/train/labels/1.txt': line,
      'mugs/train/labels/2.txt': '',
      'mugs/valid/images/3.jpg': two,
      'mugs/valid/labels/3.txt': '',
    }),
  ],
  [
    'YOLO of Label Studio',
    () => ({
      'classes.txt': 'mug\n',
      'images/1.jpg': one,
      'images/2.jpg': two,
      'labels/1.txt': line,
      'labels/2.txt': '',
    }),
  ],
];

describe('train detector --data', { timeout: 300_000 }, () => {
  it.each(layouts)('%s', async (name, tree) => {
    const data = await writeTree(join(folder, name), tree());
    const out = join(folder, `${name}.safetensors`);
    // The features of the same photographs and boxes are the same whatever the layout.
    const given = ['--data', data, '--base', base, '--run', join(folder, 'run'), '--out', out];
    const { code, err } = await runInProcess('train', 'detector', ...given);
    expect(err).toMatch(/1 object of (1 class|2 classes) on 2 photographs, of which 1 shows no object/);
    expect(err).toMatch(/mug +1 +1/);
    expect(err).toContain('keeps the features of 2 photographs');
    expect(code).toBe(0);
  });
});
