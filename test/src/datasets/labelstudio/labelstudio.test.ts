/** Label Studio: one hand-made sample of each thing that its files hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../../src/datasets/formats.js';
import { writeLabelStudio } from '../../../../src/datasets/labelstudio/write.js';
import type { Problem } from '../../../../src/datasets/problem.js';
import { boxesByImage, mug, photograph, plate, type Tree, writeTree } from '../../../support/label-files.js';

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

const size = { original_width: 200, original_height: 100, image_rotation: 0 };
const rectangle = (value: object, more: object = {}) => ({
  type: 'rectanglelabels',
  from_name: 'label',
  to_name: 'image',
  ...size,
  value: { x: 10, y: 10, width: 30, height: 50, rotation: 0, rectanglelabels: ['mug'], ...value },
  ...more,
});
const task = (...result: object[]) => ({ data: { image: 'a.jpg' }, annotations: [{ result }] });

describe('Label Studio', () => {
  it('a photograph without objects keeps the size that its task states, though it is not there', async () => {
    const data = { image: 'a.jpg', width: 200, height: 100 };
    const { dataset } = await read({
      'tasks.json': JSON.stringify([{ data, annotations: [{ result: [] }] }]),
    });
    expect(dataset.images).toMatchObject([{ width: 200, height: 100 }]);
  });

  it.each<[string, () => unknown[], Record<string, unknown[]>]>([
    ['a rectangle is percent of the sides', () => [task(rectangle({}))], { a: [mug] }],
    [
      'a polygon and an ellipse by their extent',
      () => [
        task(
          {
            type: 'polygonlabels',
            ...size,
            value: {
              points: [
                [50, 30],
                [90, 30],
                [70, 90],
              ],
              polygonlabels: ['plate'],
            },
          },
          {
            type: 'ellipselabels',
            ...size,
            value: { x: 25, y: 35, radiusX: 15, radiusY: 25, rotation: 0, ellipselabels: ['mug'] },
          },
        ),
      ],
      { a: [plate, mug] },
    ],
    [
      'a shape and its label as two results of one id',
      () => [
        task(
          { id: 'x', type: 'rectangle', ...size, value: { x: 10, y: 10, width: 30, height: 50 } },
          {
            id: 'x',
            type: 'labels',
            ...size,
            value: { x: 10, y: 10, width: 30, height: 50, labels: ['mug'] },
          },
        ),
      ],
      { a: [mug] },
    ],
    [
      'of several annotations the ground truth counts',
      () => [
        {
          data: { image: 'a.jpg' },
          annotations: [
            { ground_truth: true, updated_at: '2024-01-01', result: [rectangle({})] },
            { updated_at: '2024-05-05', result: [] },
          ],
        },
      ],
      { a: [mug] },
    ],
    [
      'else the latest',
      () => [
        {
          data: { image: 'a.jpg' },
          annotations: [
            { updated_at: '2024-05-05T01:00:00Z', result: [rectangle({})] },
            { updated_at: '2024-01-01T01:00:00Z', result: [] },
          ],
        },
      ],
      { a: [mug] },
    ],
    [
      'JSON-MIN: regions in a list of the task',
      () => [{ image: '/data/upload/1/0a1b2c3d-a.jpg', id: 4, label: [{ ...size, ...rectangle({}).value }] }],
      { a: [mug] },
    ],
    [
      'addresses of a served folder, an upload and a bucket',
      () =>
        [
          '/data/local-files/?d=shots/a%20b.jpg',
          '/prefix//data/upload/1/6a9a9ea2-a.png',
          's3://bucket/x/b.jpg?v=1',
        ].map((image) => ({ data: { image }, annotations: [{ result: [rectangle({})] }] })),
      { 'shots/a b': [mug], a: [mug], b: [mug] },
    ],
  ])('%s', async (_name, tasks, expected) => {
    const photographs = { 'a.jpg': jpeg, 'b.jpg': jpeg, 'shots/a b.jpg': jpeg };
    const { dataset } = await read({ 'result.json': tasks(), ...photographs });
    expect(boxesByImage(dataset)).toEqual(expected);
    expect(dataset.images[0]).toMatchObject({ width: 200, height: 100 });
  });

  it('counts what is no box, and tasks that nobody annotated', async () => {
    const { dataset, notes } = await read({
      'tasks.json': [
        task(
          rectangle({}),
          { type: 'choices', value: { choices: ['blurred'] } },
          { type: 'brushlabels', ...size, value: { format: 'rle', rle: [1], brushlabels: ['mug'] } },
        ),
        { data: { image: 'b.jpg' }, annotations: [], predictions: [{ result: [rectangle({})] }] },
        { data: { image: 'c.jpg' }, annotations: [{ was_cancelled: true, result: [] }] },
      ],
    });
    expect(boxesByImage(dataset)).toEqual({ a: [mug] });
    expect(notes).toMatch(/"choices" is no box: left out 1 time, first on task 1/);
    expect(notes).toMatch(/"brushlabels" is no box/);
    expect(notes).toMatch(
      /2 tasks without an annotation are left out \(1 cancelled, 1 with predictions alone\)/,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['nobody annotated', [{ data: { image: 'a.jpg' }, annotations: [] }], /none of 1 has an annotation/],
    [
      'a value is odd',
      [{ data: { image: 'a.jpg' }, annotations: [{ result: 7 }] }],
      /tasks\.json: task 1, annotations\.0\.result/,
    ],
  ])('refuses a set in which %s', async (_name, tasks, message) => {
    await expect(read({ 'tasks.json': tasks as object })).rejects.toThrow(message);
  });

  it("Create ML's list of annotations is none of its files", async () => {
    const annotations = [{ label: 'mug', coordinates: { x: 50, y: 50, width: 20, height: 20 } }];
    const file = JSON.stringify([{ image: 'a.jpg', annotations }]);
    await expect(read({ '_annotations.createml.json': file })).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('is not written of an image with objects whose size is not known', async () => {
    const { dataset } = await read({ 'a.jpg': jpeg, 'tasks.json': JSON.stringify([task(rectangle({}))]) });
    const unsized = {
      ...dataset,
      images: dataset.images.map((image) => ({ ...image, width: 0, height: 0 })),
    };
    await expect(writeLabelStudio(join(folder, 'unsized.json'), unsized, { split: 'train' })).rejects.toThrow(
      'expected the size of a',
    );
  });
});
