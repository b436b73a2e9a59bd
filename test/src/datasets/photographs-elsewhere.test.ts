import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDataset, truthFormats, writeDataset } from '../../../src/datasets/formats.js';
import { photographPath } from '../../../src/datasets/photograph-path.js';
import { photograph, vocXml, writeTree } from '../../support/label-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elsewhere-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** YOLO's photographs are what is read: labels are found by them. */
const formats = truthFormats.filter((name) => name !== 'yolo');

it.each(formats)('photographs of %s are found where --images says', async (format) => {
  const jpeg = await photograph();
  const photographs = await writeTree(join(folder, format, 'photographs'), { 'a.jpg': jpeg, 'b.png': jpeg });
  const source = await writeTree(join(folder, format, 'source'), {
    ...{ 'a.xml': vocXml('a.jpg'), 'b.xml': vocXml('b.png') },
    ...{ 'a.jpg': jpeg, 'b.png': jpeg, 'meta.csv': '1,n1,mug\n' },
  });
  const { classes, ...dataset } = await readDataset(source, { format: 'voc' });
  const labels = join(folder, format, 'labels');
  await writeDataset(labels, { ...dataset, classes: classes.map((one) => ({ ...one, wnid: 'n1' })) }, format);
  const read = await readDataset(labels, { format, imageRoot: photographs, meta: join(source, 'meta.csv') });
  expect(read.images).toHaveLength(2);
  for (const image of read.images) await access(photographPath(read, image));
  expect(read.root).toBe(photographs);
});
