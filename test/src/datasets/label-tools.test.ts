/** Label Studio, CVAT XML and LabelMe: one hand-made sample of each thing that their files hold. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';
import type { Problem } from '../../../src/datasets/problem.js';
import { boxesByImage, mug, photograph, plate, type Tree, writeTree } from '../../support/label-files.js';

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
  it.each<[string, () => unknown[], Record<string, unknown[]>]>([
    ['a rectangle is percent of the sides', () => [task(rectangle({}))], { a: [mug] }],
    [
      'one turned about its upper left corner, in pixels and not in percent',
      () => [task(rectangle({ x: 60, y: 20, width: 20, height: 30, rotation: 30 }))],
      { a: [['mug', 105, 20, 154.641016, 65.980762]] },
    ],
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
      'a cancelled annotation is none, an empty one is a photograph without objects',
      () => [
        {
          data: { image: 'a.jpg' },
          annotations: [{ was_cancelled: true, result: [rectangle({})] }, { result: [] }],
        },
        { data: { image: 'b.jpg' }, annotations: [{ was_cancelled: false, result: [rectangle({})] }] },
      ],
      { a: [], b: [mug] },
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
    expect(notes).toMatch(/"choices" is no box: left out 1 times, first on task 1/);
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
      /tasks\.json: \[0\]\.annotations\.0\.result/,
    ],
  ])('refuses a set in which %s', async (_name, tasks, message) => {
    await expect(read({ 'tasks.json': tasks as object })).rejects.toThrow(message);
  });
});

const cvat = (
  body: string,
  meta = '<task><labels><label><name>plate</name></label><label><name>mug</name></label></labels></task>',
) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta>${meta}</meta>\n${body}\n</annotations>`;
const image = (shapes: string, attributes = 'name="a.jpg"') =>
  `<image id="0" ${attributes} width="200" height="100">\n${shapes}</image>`;
const MUG =
  '<box label="mug" occluded="0" xtl="20.00" ytl="10.00" xbr="80.00" ybr="60.00" z_order="0"></box>';

describe('CVAT XML', () => {
  it.each<[string, string, unknown[]]>([
    ['a box', MUG, [mug]],
    [
      'one turned about its centre',
      '<box label="plate" xtl="110.00" ytl="40.00" xbr="170.00" ybr="60.00" rotation="90.00"/>',
      [['plate', 130, 20, 150, 80]],
    ],
    ['a polygon', '<polygon label="mug" points="20.00,10.00;80.00,10.00;50.00,60.00"/>', [mug]],
    ['an ellipse', '<ellipse label="mug" cx="50" cy="35" rx="30" ry="25"/>', [mug]],
    ['a mask', '<mask label="mug" rle="1, 2" left="20" top="10" width="60" height="50"/>', [mug]],
    [
      'a tag and an attribute are no shapes',
      `<tag label="plate"/>${MUG.replace('></box>', '><attribute name="colour">red</attribute></box>')}`,
      [mug],
    ],
  ])('%s', async (_name, shapes, expected) => {
    const { dataset } = await read({ 'annotations.xml': cvat(image(shapes)), 'images/a.jpg': jpeg });
    expect(boxesByImage(dataset)).toEqual({ a: expected });
    expect(dataset.classes.map(({ name }) => name)).toEqual(['plate', 'mug']);
  });

  it('marks of an object are kept', async () => {
    const marked = MUG.replace('occluded="0"', 'occluded="1"').replace(
      '></box>',
      '><attribute name="difficult">true</attribute></box>',
    );
    const { dataset } = await read({ 'annotations.xml': cvat(image(marked)) });
    expect([...dataset.truth.flags]).toEqual([5]);
  });

  it('tracks: each box on its frame, none where the object is outside', async () => {
    const box = (frame: number, outside: number) =>
      `<box frame="${frame}" outside="${outside}" keyframe="1" xtl="20" ytl="10" xbr="80" ybr="60"/>`;
    const meta =
      '<task><size>4</size><mode>interpolation</mode><labels><label><name>mug</name></label></labels><original_size><width>200</width><height>100</height></original_size></task>';
    const { dataset } = await read({
      'annotations.xml': cvat(`<track id="0" label="mug">${box(0, 0)}${box(1, 0)}${box(2, 1)}</track>`, meta),
      'images/frame_000000.PNG': jpeg,
      'images/frame_000002.PNG': jpeg,
    });
    expect(boxesByImage(dataset)).toEqual({ frame_000000: [mug], frame_000001: [mug], frame_000002: [] });
  });

  it('subsets are splits', async () => {
    const { dataset } = await read({
      'annotations.xml': cvat(
        image(MUG, 'name="a.jpg" subset="Train"') + image('', 'name="b.jpg" subset="Validation"'),
      ),
    });
    expect(dataset.images.map(({ id, split }) => [id, split])).toEqual([
      ['a', 'train'],
      ['b', 'val'],
    ]);
  });

  it('counts what is no box', async () => {
    const { notes } = await read({
      'annotations.xml': cvat(
        image(`${MUG}<polyline label="mug" points="1,1;2,2"/><points label="mug" points="1,1"/>`),
      ),
    });
    expect(notes).toMatch(/<polyline> is no box: left out 1 times, first on a\.jpg/);
    expect(notes).toMatch(/<points> is no box/);
  });

  it.each<[string, string, RegExp]>([
    [
      'a coordinate that is no number',
      image(MUG.replace('20.00', 'x')),
      /annotations\.xml:4: expected xtl of the <box> to be a number, but got "x"/,
    ],
    ['a shape without a label', image(MUG.replace('"mug"', '""')), /annotations\.xml:4: .*label/],
    ['a document without labels', '', /found none/],
  ])('refuses %s', async (_name, body, message) => {
    await expect(read({ 'annotations.xml': cvat(body, '') })).rejects.toThrow(message);
  });
});

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
      'from the other corners',
      shape([
        [80, 10],
        [20, 60],
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
      'a circle: its centre and a point on it',
      shape(
        [
          [140, 60],
          [140, 90],
        ],
        { shape_type: 'circle' },
      ),
      [['mug', 110, 30, 170, 90]],
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
    expect(notes).toMatch(/"point" is no box: left out 1 times, first on a\.json/);
    expect(notes).toMatch(/1 photographs have no label file and are left out: b\.jpg/);
  });
});
