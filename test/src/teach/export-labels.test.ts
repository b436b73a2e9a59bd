import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';
import { exportFormats, exportLabels } from '../../../src/teach/export-labels.js';
import { TeachFolder } from '../../../src/teach/teach-folder.js';
import { drawScene } from '../../support/photographs.js';

const size = { width: 120, height: 90 };
const mug = { class: 'mug', box: { x1: 10, y1: 20, x2: 60, y2: 80 } };

let above: string;
let root: string;
const exported = (...path: string[]) => join(above, 'mugs-yolo', ...path);

beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'export-'));
  root = join(above, 'mugs');
  for (const name of ['a.png', 'b.png', 'c.png']) await drawScene(join(root, name), size);
  await label('a.png', 'b.png');
});
afterEach(() => rm(above, { recursive: true }));

async function label(...names: string[]): Promise<void> {
  const folder = await TeachFolder.open(root);
  for (const name of names) await folder.set(name, { objects: [mug], background: [] }, size);
}

/** The images that another tool finds, with their boxes. */
async function found(path: string, format: (typeof exportFormats)[number]) {
  const { images, truth, root: from } = await readDataset(path, { format, use: 'all' });
  for (const { file } of images) expect(existsSync(join(from!, file!)), file).toBe(true);
  return Array.from(truth.image, (image, g) => [
    images[image]!.file!.replace(/^.*\//, ''),
    ...[truth.x1, truth.y1, truth.x2, truth.y2].map((side) => Math.round(side[g]!)),
  ]).sort();
}
const boxed = (...names: string[]) => names.map((name) => [name, 10, 20, 60, 80]);

describe('an export', () => {
  it.each(exportFormats)(
    'as %s replaces the last one where photographs were renamed and removed',
    async (format) => {
      await exportLabels(root, format);
      await rename(join(root, 'a.png'), join(root, 'z.png'));
      await label('z.png');
      const { path } = await exportLabels(root, format);
      expect(await found(path, format)).toEqual(boxed('b.png', 'z.png'));
      const all = await readdir(join(above, `mugs-${format}`), { recursive: true });
      expect(all.filter((name) => /(^|[/\\])a\./.test(name) || name.includes('export-'))).toEqual([]);
    },
  );

  it('takes a photograph that has changed', async () => {
    await exportLabels(root, 'yolo');
    await drawScene(join(root, 'a.png'), { width: 60, height: 45 });
    await exportLabels(root, 'yolo');
    expect(await readFile(exported('images', 'train', 'a.png'))).toEqual(await readFile(join(root, 'a.png')));
  });

  it('touches nothing that others put there, and removes the folders it leaves empty', async () => {
    await drawScene(join(root, 'deep', 'd.png'), size);
    await label('deep/d.png');
    await exportLabels(root, 'yolo');
    await writeFile(exported('labels', 'train', 'own.txt'), '0 0.5 0.5 0.1 0.1\n');
    await rm(join(root, 'deep'), { recursive: true });
    await exportLabels(root, 'yolo');
    expect((await readdir(exported('labels', 'train'))).sort()).toEqual(['a.txt', 'b.txt', 'own.txt']);
    expect(existsSync(exported('images', 'train', 'deep'))).toBe(false);
  });

  it('refuses to write over a file that no export wrote, and leaves the folder as it was', async () => {
    await mkdir(exported('labels', 'train'), { recursive: true });
    await writeFile(exported('labels', 'train', 'b.txt'), 'mine');
    await expect(exportLabels(root, 'yolo')).rejects.toThrow(/b\.txt, but another file .* no export wrote/);
    expect(await readdir(exported(), { recursive: true })).toEqual([
      'labels',
      'labels/train',
      'labels/train/b.txt',
    ]);
  });

  it('follows no list of files out of its folder', async () => {
    await exportLabels(root, 'yolo');
    const outside = join(above, 'precious.txt');
    await writeFile(outside, 'x');
    await writeFile(
      exported('.exported.json'),
      JSON.stringify(['../precious.txt', outside, 'labels/../../precious.txt']),
    );
    for (const name of ['images', 'labels', 'data.yaml']) await rm(exported(name), { recursive: true });
    await exportLabels(root, 'yolo');
    expect(existsSync(outside)).toBe(true);
  });

  it('of two at once both are whole', async () => {
    const both = await Promise.all([exportLabels(root, 'yolo'), exportLabels(root, 'yolo')]);
    expect(both[0]).toEqual(both[1]);
    expect(await found(both[0]!.path, 'yolo')).toEqual(boxed('a.png', 'b.png'));
  });
});
