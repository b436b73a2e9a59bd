/** Photographs whose objects anyone can point at. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { keyedStream } from '../../../src/random/keyed-stream.js';

/** Of each photograph, in pixels. */
export const SIZE = { width: 240, height: 180 };

export interface Square {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Red squares on grey: six photographs, of which five are labelled. */
export const squares: readonly Square[] = Array.from({ length: 6 }, (_, i) => {
  const random = keyedStream(11, i);
  const side = Math.round(60 + 40 * random());
  const [x, y] = [Math.round(random() * (SIZE.width - side)), Math.round(random() * (SIZE.height - side))];
  return { name: `${i}.png`, x, y, side };
});

export async function writeSquares(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, x, y, side } of squares) {
    const create = { width: side, height: side, channels: 3 as const, background: '#d02818' };
    const square = await sharp({ create }).png().toBuffer();
    await sharp({ create: { ...create, ...SIZE, background: '#8090a0' } })
      .composite([{ input: square, left: x, top: y }])
      .toFile(join(folder, name));
  }
}

/** Matches the box of a square: the pointer stands on whole pixels of the screen, which are other ones than the photograph's. */
export function nearSquare({ x, y, side }: Square, pixels: number) {
  const about = (value: number) => ({
    asymmetricMatch: (other: unknown) => Math.abs(Number(other) - value) <= pixels,
    toString: () => `about ${value}`,
  });
  return { x1: about(x), y1: about(y), x2: about(x + side), y2: about(y + side) };
}
