// Boxes on a photograph: `npx tsx examples/draw.ts [image] [picture]`.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draw, loadDetector, writeImage } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const image = process.argv[2] ?? new URL('./images/chelsea.png', import.meta.url);
const picture = process.argv[3] ?? join(tmpdir(), 'found.png');
using detector = await loadDetector('voc', { count: 100 });
const { detections, raster } = await detector.detect(image, { raster: true });
await writeImage(picture, await draw(raster, detections));
console.log(`Objects drawn: ${detections.length}, in ${picture}`);
