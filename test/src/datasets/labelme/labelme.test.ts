/** LabelMe: one hand-made sample of each thing that its files hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { boxesByImage, mug, photograph, type Tree, writeTree } from '../../../support/label-files.js';

let folder = '';
let jpeg: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  jpeg = await photograph();
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function read(tree: Tree, path = '.') {
  const notes: Problem[] = [];
  const root = await writeTree(join(folder, `set ${made++}`), tree);
  const dataset = await readDataset(join(root, path), { use: 'all', onNote: (note) => notes.push(note) });
  return { dataset, notes: notes.map(({ message }) => message).join('\n') };
}

const shape = (points: number[][], more: object = {}) => ({
  label: 'mug',
  points,
  shape_type: 'rectangle',
  group_id: null,
  flags: {},
  ...more,
});
const labelme = (shapes: object[], more: object = {}) => ({
  version: '5.4.1',
  flags: {},
  shapes,
  imagePath: 'a.jpg',
  imageData: null,
  imageHeight: 100,
  imageWidth: 200,
  ...more,
});

describe('LabelMe', () => {
  it.each<[string, object, unknown[]]>([
    [
      'a rectangle',
      shape([
        [20, 10],
        [80, 60],
      ]),
      [mug],
    ],
    [
      'by four corners',
      shape([
        [20, 10],
        [80, 10],
        [80, 60],
        [20, 60],
      ]),
      [mug],
    ],
    [
      'a polygon',
      shape(
        [
          [20, 10],
          [80, 35],
          [50, 60],
        ],
        { shape_type: 'polygon' },
      ),
      [mug],
    ],
    [
      'a mask by its corners',
      shape(
        [
          [20, 10],
          [80, 60],
        ],
        { shape_type: 'mask', mask: 'iVBOR' },
      ),
      [mug],
    ],
    [
      'over the edge',
      shape([
        [-3, 10],
        [80, 60],
      ]),
      [['mug', 0, 10, 80, 60]],
    ],
  ])('%s', async (_name, one, expected) => {
    const { dataset } = await read({ 'a.json': labelme([one]), 'a.jpg': jpeg });
    expect(boxesByImage(dataset)).toEqual({ a: expected });
  });

  it.each<[string, string]>([
    ['on Windows', '..\\photographs\\a.jpg'],
    ['that leads elsewhere', '/home/me/a.jpg'],
    ['of another name', 'renamed.jpg'],
  ])('imagePath %s: the photograph is found', async (_name, imagePath) => {
    const { dataset } = await read(
      {
        'labels/a.json': labelme(
          [
            shape([
              [20, 10],
              [80, 60],
            ]),
          ],
          { imagePath },
        ),
        'photographs/a.jpg': jpeg,
      },
      '.',
    );
    expect(dataset.images.map(({ file }) => file)).toEqual(['photographs/a.jpg']);
  });

  it('the photograph gives the size where the file does not', async () => {
    const { dataset } = await read({
      'a.json': labelme([], { imageWidth: null, imageHeight: null }),
      'a.jpg': jpeg,
    });
    expect(dataset.images).toMatchObject([{ width: 200, height: 100 }]);
  });

  it('the photograph in the file does not hide its shapes', async () => {
    const { imageData: _, ...rest } = labelme([
      shape([
        [20, 10],
        [80, 60],
      ]),
    ]);
    const { dataset } = await read({ 'a.json': { imageData: 'A'.repeat(200_000), ...rest } });
    expect(boxesByImage(dataset)).toEqual({ a: [mug] });
  });

  it('labels.txt gives the order of classes, and those without objects', async () => {
    const { dataset } = await read({
      'a.json': labelme([
        shape([
          [20, 10],
          [80, 60],
        ]),
      ]),
      'labels.txt': '__ignore__\n_background_\nplate\nmug\n',
    });
    expect(dataset.classes.map(({ name }) => name)).toEqual(['plate', 'mug']);
  });

  it('counts what is no box, and photographs without a file', async () => {
    const { notes } = await read({
      'a.json': labelme([shape([[1, 1]], { shape_type: 'point' })]),
      'a.jpg': jpeg,
      'b.jpg': jpeg,
    });
    expect(notes).toMatch(/"point" is no box: left out 1 time, first on a\.json/);
    expect(notes).toMatch(/1 photograph has no label file and is left out: b\.jpg/);
  });
});
