/**
 * Names for the boxes of another detector, `boxes.json` being {"street.jpg": [{"x1", "y1", "x2", "y2"}, ...], ...}:
 * `npx tsx examples/second-opinion.ts boxes.json [model]`, after `npx googlenet-rcnn weights fetch bvlc`.
 */
import { readFile } from 'node:fs/promises';
import { type Box, loadClassifier } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const [file, model = 'bvlc'] = process.argv.slice(2);
if (!file) throw new Error('Usage: npx tsx examples/second-opinion.ts BOXES.json [MODEL]');

const found: Record<string, Box[]> = JSON.parse(await readFile(file, 'utf8'));
const boxes = (photograph: string) => found[photograph]!;
using classifier = await loadClassifier(model);
for await (const result of classifier.classifyAll(Object.keys(found), { boxes, top: 1 })) {
  if ('error' in result) {
    console.error(result.error.message);
    continue;
  }
  for (const { box, predictions } of result.regions) {
    console.log(result.source, predictions[0]!.class, predictions[0]!.score.toFixed(2), JSON.stringify(box));
  }
}
