import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { writeImage } from '../../src/pictures/write-image.js';
import { keyedStream } from '../../src/random/keyed-stream.js';
import { randomValues } from './reference-network.js';

/** Base colours that tell the classes apart. */
const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  blue: [40, 60, 200],
  green: [50, 180, 60],
  red: [200, 60, 40],
};

/**
 * Noisy pictures of 48 x 40 pixels in folders `<root>/<split>/<colour>`, three classes; each picture differs.
 *
 * @param counts pictures of each class by split
 */
export async function writePhotographs(
  root: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  let seed = 1;
  for (const [split, count] of Object.entries(counts)) {
    for (const [name, colour] of Object.entries(COLOURS)) {
      for (let i = 0; i < count; i++) {
        const noise = randomValues(48 * 40 * 3, seed++, 50);
        const data = Uint8Array.from(noise, (value, at) =>
          Math.min(255, Math.max(0, colour[at % 3]! + value)),
        );
        await writeImage(join(root, split, name, `${i}.png`), { width: 48, height: 40, data });
      }
    }
  }
}

/** Settings that make a training take seconds: the narrowest network, the smallest patches. */
export const tinySettings = {
  epochs: 4,
  batch: 6,
  resolution: [{ fromEpoch: 0, side: 64 }],
  network: { width: 1 / 16 },
  validation: { side: 64, everyEpochs: 2 },
  checkpointSteps: 3,
};

/** Coloured rectangles on a gradient: enough for selective search to find something; the seed's own picture. */
export async function drawScene(
  path: string,
  { width = 120, height = 90, seed = 1 }: { width?: number; height?: number; seed?: number } = {},
): Promise<string> {
  const random = keyedStream(seed);
  const shapes = Array.from({ length: 6 }, () => {
    const [x, y] = [random() * width * 0.8, random() * height * 0.8];
    const fill = `hsl(${Math.round(360 * random())} 80% ${Math.round(30 + 40 * random())}%)`;
    return `<rect x="${x}" y="${y}" width="${(0.1 + 0.4 * random()) * width}" height="${(0.1 + 0.4 * random()) * height}" fill="${fill}"/>`;
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    '<defs><linearGradient id="g"><stop stop-color="#345"/><stop offset="1" stop-color="#cba"/></linearGradient></defs>' +
    `<rect width="100%" height="100%" fill="url(#g)"/>${shapes.join('')}</svg>`;
  await mkdir(dirname(path), { recursive: true });
  await sharp(Buffer.from(svg)).toFile(path);
  return path;
}
