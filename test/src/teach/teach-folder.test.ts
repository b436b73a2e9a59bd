import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';
import { DIFFICULT } from '../../../src/datasets/records.js';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { drawScene } from '../../support/photographs.js';

const size = { width: 120, height: 90 };
const mug = { class: 'mug', box: { x1: 10, y1: 20, x2: 60, y2: 80 } };
const not = { x1: 70, y1: 10, x2: 110, y2: 40 };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'teach-'));
  for (const name of ['a', 'b', 'deep/c']) await drawScene(join(root, `${name}.png`), size);
});
afterEach(() => rm(root, { recursive: true }));
const sizeOf = async () => size;

describe('a folder that is taught on', () => {
  it('keeps every action as VOC, which training and another session read', async () => {
    const folder = await TeachFolder.open(root);
    expect(folder.photographs).toEqual(['a.png', 'b.png', 'deep/c.png']);
    await folder.set('deep/c.png', { objects: [mug], background: [not] }, size);
    await folder.set('a.png', { objects: [], background: [] }, size); // nothing here: an example too
    expect((await readdir(join(root, 'Annotations'))).sort()).toEqual(['a.xml', 'deep']);
    const dataset = await readDataset(root, { use: 'train' });
    expect(dataset.images.map(({ file, background }) => [file, background])).toEqual([
      ['a.png', undefined],
      ['deep/c.png', [not]],
    ]);
    expect([...dataset.truth.image, ...dataset.truth.x1, ...dataset.truth.y2]).toEqual([1, 10, 80]);
    const again = await TeachFolder.open(root);
    expect(again.labelsOf('deep/c.png')).toEqual({ objects: [mug], background: [not] });
    expect(again.labelsOf('a.png')).toEqual({ objects: [], background: [] });
    expect(again.labelsOf('b.png')).toBeUndefined();
    expect(again.classes).toEqual([{ name: 'mug', count: 1 }]);
  });

  it('takes steps back, over sessions, down to what nobody had looked at', async () => {
    const first = await TeachFolder.open(root);
    await first.set('a.png', { objects: [mug], background: [] }, size);
    await first.set('a.png', { objects: [mug, { ...mug, class: 'cup' }], background: [] }, size);
    const second = await TeachFolder.open(root);
    expect(await second.undo(sizeOf)).toBe('a.png');
    expect(second.labelsOf('a.png')?.objects).toEqual([mug]);
    expect(await second.undo(sizeOf)).toBe('a.png');
    expect(second.labelsOf('a.png')).toBeUndefined();
    expect(await readdir(join(root, 'Annotations'))).toEqual([]);
    expect(await second.undo(sizeOf)).toBeUndefined();
  });

  it('takes back the first labels of a photograph that is gone, whose size nobody can tell', async () => {
    const first = await TeachFolder.open(root);
    await first.set('a.png', { objects: [mug], background: [] }, size);
    const second = await TeachFolder.open(root);
    await rm(join(root, 'a.png'));
    expect(await second.undo(() => Promise.reject(new Error('gone')))).toBe('a.png');
    expect(second.labelsOf('a.png')).toBeUndefined();
  });

  it('goes on with labels that another tool wrote beside the photographs', async () => {
    const first = await TeachFolder.open(root);
    await first.set('a.png', { objects: [mug], background: [] }, size);
    const xml = await readFile(join(root, 'Annotations', 'a.xml'));
    await rm(join(root, 'Annotations'), { recursive: true });
    await writeFile(join(root, 'b.xml'), xml);
    const folder = await TeachFolder.open(root);
    expect(folder.labelled).toEqual(['b.png']);
    await folder.set('b.png', { objects: [], background: [] }, size);
    expect(await readFile(join(root, 'b.xml'), 'utf8')).not.toContain('mug');
    expect(await readdir(root)).not.toContain('Annotations');
  });

  it('keeps what another tool said of an object', async () => {
    const first = await TeachFolder.open(root);
    const hard = { ...mug, flags: DIFFICULT };
    await first.set('a.png', { objects: [mug, hard], background: [] }, size);
    const folder = await TeachFolder.open(root);
    expect(folder.labelsOf('a.png')?.objects).toEqual([mug, hard]);
    expect(await readFile(join(root, 'Annotations', 'a.xml'), 'utf8')).toMatch(/<difficult>1</);
  });

  it('stops at labels of another form, which it would pass over, and says how to convert them', async () => {
    const empty = { images: [], categories: [], annotations: [] };
    await writeFile(join(root, 'coco.json'), JSON.stringify(empty));
    await expect(TeachFolder.open(root)).rejects.toThrow(/as coco.*dataset convert .* --to voc/);
    const spaced = join(root, 'conv labelme');
    await drawScene(join(spaced, 'a.png'), size);
    await writeFile(join(spaced, 'coco.json'), JSON.stringify(empty));
    await expect(TeachFolder.open(spaced)).rejects.toThrow(`\`googlenet-rcnn teach "${spaced}-voc"\``);
    await rm(spaced, { recursive: true });
    // Where there are labels as VOC, those are meant.
    await mkdir(join(root, 'Annotations'));
    await writeFile(
      join(root, 'Annotations', 'a.xml'),
      '<annotation><size><width>120</width><height>90</height></size></annotation>',
    );
    expect((await TeachFolder.open(root)).labelled).toEqual(['a.png']);
  });

  it('is not stopped by a history that is broken', async () => {
    await mkdir(join(root, 'taught'));
    await writeFile(join(root, 'taught', 'history.json'), '[{"name":');
    expect((await TeachFolder.open(root)).canUndo).toBe(false);
  });

  it('names pictures of kinds that cannot be read, rather than passing them over', async () => {
    await writeFile(join(root, 'deep', 'IMG_0001.HEIC'), 'x');
    expect((await TeachFolder.open(root)).unread).toEqual(['deep/IMG_0001.HEIC']);
    const phone = join(root, 'phone');
    await mkdir(phone);
    await writeFile(join(phone, 'IMG_0002.heic'), 'x');
    await expect(TeachFolder.open(phone)).rejects.toThrow(
      /found none\. .*read: 1, such as IMG_0002.heic\. Save/,
    );
  });

  it.each([
    [
      'a folder that is not there',
      'nowhere',
      /Expected a folder of photographs, but .* is not a folder, or does not exist/,
    ],
    ['a folder without photographs', 'empty', /Expected photographs in .*empty/],
  ])('refuses %s', async (_what, name, message) => {
    await mkdir(join(root, 'empty'));
    await expect(TeachFolder.open(join(root, name))).rejects.toThrow(message);
  });
});
