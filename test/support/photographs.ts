import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { keyedStream } from '../../src/training/random.js';

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
