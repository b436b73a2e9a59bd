import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { keyedStream } from '../../src/random/keyed-stream.js';

const COLOURS = ['#d02818', '#1838c8'];
const NAMES = ['red', 'blue'];

/** Writes a VOC folder of pictures of 96 x 72, in each one red or blue square on grey; `counts` by split. */
export async function writeSquares(root: string, counts: Readonly<Record<string, number>>): Promise<void> {
  for (const part of ['Annotations', 'ImageSets/Main', 'JPEGImages'])
    mkdirSync(join(root, part), { recursive: true });
  for (const [split, count] of Object.entries(counts)) {
    const ids = Array.from({ length: count }, (_, i) => `${split}_${i}`);
    writeFileSync(join(root, 'ImageSets/Main', `${split}.txt`), `${ids.join('\n')}\n`);
    for (const [i, id] of ids.entries()) {
      const random = keyedStream(i, count);
      const [left, top] = [Math.round(40 * random()), Math.round(20 * random())];
      const square = { create: { width: 40, height: 40, channels: 3 as const, background: COLOURS[i % 2]! } };
      const input = await sharp(square).png().toBuffer();
      await sharp({ create: { width: 96, height: 72, channels: 3, background: '#808080' } })
        .composite([{ input, left, top }])
        .jpeg()
        .toFile(join(root, 'JPEGImages', `${id}.jpg`));
      writeFileSync(join(root, 'Annotations', `${id}.xml`), annotation(NAMES[i % 2]!, left, top));
    }
  }
}

function annotation(name: string, left: number, top: number): string {
  const box = `<xmin>${left + 1}</xmin><ymin>${top + 1}</ymin><xmax>${left + 40}</xmax><ymax>${top + 40}</ymax>`;
  return `<annotation><size><width>96</width><height>72</height><depth>3</depth></size><object><name>${name}</name><bndbox>${box}</bndbox></object></annotation>`;
}
