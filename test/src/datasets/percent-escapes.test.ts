/** Exports whose names are percent-encoded while those of the photographs are not, or the other way round. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../../src/datasets/formats.js';

const folder = mkdtempSync(join(tmpdir(), 'escapes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ACCENT = 'Capture_décran (1).png';
const ENCODED = 'Capture_d%C3%A9cran%20%281%29';

async function write(set: string, photographs: readonly string[], files: Readonly<Record<string, string>>) {
  const root = join(folder, set);
  for (const name of ['images', 'labels']) mkdirSync(join(root, name), { recursive: true });
  const picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'grey' } })
    .png()
    .toBuffer();
  for (const name of photographs) writeFileSync(join(root, 'images', name), picture);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

/** @returns how many objects each photograph has */
async function objectsOf(root: string): Promise<Record<string, number>> {
  const { images, truth } = await readDataset(root, { use: 'all' });
  const counts = images.map(() => 0);
  for (const image of truth.image) counts[image]!++;
  return Object.fromEntries(images.map(({ file }, i) => [file!.normalize('NFC'), counts[i]!]));
}

const yolo = (labels: Readonly<Record<string, string>>) => ({ 'classes.txt': 'mug\n', ...labels });
const MUG = '0 0.5 0.5 0.2 0.4\n';

describe('YOLO', () => {
  it('finds labels whose names are encoded', async () => {
    const labels = { [`labels/${ENCODED}.txt`]: `${MUG}0 0.2 0.2 0.1 0.1\n`, 'labels/b.txt': MUG };
    const root = await write('yolo', [ACCENT, 'b.png', 'c.png'], yolo(labels));
    expect(await objectsOf(root)).toEqual({ [`images/${ACCENT}`]: 2, 'images/b.png': 1, 'images/c.png': 0 });
  });

  it('finds labels of encoded photographs, and of accents in two characters', async () => {
    const labels = { 'labels/a b.txt': MUG, 'labels/é.txt': `${MUG}0 0.2 0.2 0.1 0.1\n` };
    const root = await write('photographs', ['a%20b.png', 'é.png'.normalize('NFD')], yolo(labels));
    expect(await objectsOf(root)).toEqual({ 'images/a%20b.png': 1, 'images/é.png': 2 });
  });

  it('gives no labels twice', async () => {
    const root = await write('twice', ['a b.png', 'a%20b.png'], yolo({ 'labels/a b.txt': MUG }));
    expect(await objectsOf(root)).toEqual({ 'images/a b.png': 1, 'images/a%20b.png': 0 });
  });

  it('keeps names that only look encoded', async () => {
    const root = await write('percent', ['100%.png', 'b.png'], yolo({ 'labels/100%.txt': MUG }));
    expect(await objectsOf(root)).toEqual({ 'images/100%.png': 1, 'images/b.png': 0 });
  });
});

describe('COCO', () => {
  it.each([
    ['all names', [`${ENCODED}.png`]],
    ['some names', ['b.png', `${ENCODED}.png`]],
  ])('finds photographs where %s are encoded', async (_, names) => {
    const images = names.map((name, id) => ({ id, file_name: `images/${name}`, width: 40, height: 20 }));
    const annotations = [{ id: 1, image_id: names.length - 1, category_id: 1, bbox: [1, 2, 3, 4] }];
    const json = JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'mug' }] });
    const root = await write(`coco-${names.length}`, [ACCENT, 'b.png'], { 'result.json': json });
    expect((await objectsOf(root))[`images/${ACCENT}`]).toBe(1);
  });
});
