/** A data set that a detector learns in seconds. */
import { join } from 'node:path';
import sharp from 'sharp';
import { TruthBuilder } from '../../src/datasets/columns.js';
import type { Dataset } from '../../src/datasets/records.js';
import { keyedStream } from '../../src/random/keyed-stream.js';

export const CLASSES = ['red', 'blue'];
const COLOURS = ['#d02818', '#1838c8'];

/** Writes photographs with one red or blue square each, in turn, on grey. */
export async function drawSquares(root: string, count: number): Promise<Dataset> {
  const truth = new TruthBuilder();
  const images = [];
  for (let image = 0; image < count; image++) {
    const random = keyedStream(7, image);
    const side = Math.round(24 + 20 * random());
    const [x1, y1] = [Math.round(random() * (96 - side)), Math.round(random() * (72 - side))];
    const square = await sharp({
      create: { width: side, height: side, channels: 3, background: COLOURS[image % 2]! },
    })
      .png()
      .toBuffer();
    const file = `${image}.png`;
    await sharp({ create: { width: 96, height: 72, channels: 3, background: '#808080' } })
      .composite([{ input: square, left: x1, top: y1 }])
      .toFile(join(root, file));
    images.push({ id: String(image), file, width: 96, height: 72 });
    const box = { x1, y1, x2: x1 + side, y2: y1 + side };
    truth.add({ image, class: image % 2, ...box, flags: 0 }, { file: 0, line: 0 });
  }
  const classes = CLASSES.map((name, k) => ({ name, id: k + 1 }));
  return { root, images, classes, truth: truth.finish([]) };
}
