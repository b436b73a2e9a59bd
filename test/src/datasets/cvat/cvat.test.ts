/** CVAT XML: one hand-made sample of each thing that its files hold. */
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

  it.each(['1000001', '1e999'])('a video that claims %s frames is refused', async (size) => {
    const labels = '<labels><label><name>mug</name></label></labels>';
    const meta = `<task><size>${size}</size><mode>interpolation</mode>${labels}</task>`;
    await expect(read({ 'annotations.xml': cvat('', meta) })).rejects.toThrow(
      `annotations.xml:2: expected a <size> of at most 1,000,000 frames, but got ${size}`,
    );
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
    expect(notes).toMatch(/<polyline> is no box: left out 1 time, first on a\.jpg/);
    expect(notes).toMatch(/<points> is no box/);
  });

  it.each([
    ['a mask of negative width', '<mask label="mug" rle="1" left="20" top="10" width="-60" height="50"/>'],
    ['a box without height', '<box label="mug" xtl="20" ytl="10" xbr="80" ybr="10"/>'],
  ])('%s is left out, and that is said with its line', async (_name, shape) => {
    const { dataset, notes } = await read({ 'annotations.xml': cvat(image(`${MUG}\n${shape}`)) });
    expect(boxesByImage(dataset)).toEqual({ a: [mug] });
    expect(notes).toBe('the mug on a has no area and is left out.');
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
