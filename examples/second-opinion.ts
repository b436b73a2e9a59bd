/**
 * Names for the boxes of another detector, `boxes.json` being [{"x1", "y1", "x2", "y2"}, ...]:
 * `npx tsx examples/second-opinion.ts street.jpg boxes.json [model]`, after `npx googlenet-rcnn weights fetch bvlc`.
 */
import { readFile } from 'node:fs/promises';
import { loadClassifier } from '../src/index.js';

const [photograph, file, model = 'bvlc'] = process.argv.slice(2);
if (!photograph || !file) throw new Error('Expected a photograph and a file of boxes.');

const boxes = JSON.parse(await readFile(file, 'utf8'));
using classifier = await loadClassifier(model);
const { regions } = await classifier.classify(photograph, { boxes, top: 1 });
for (const { box, predictions } of regions) {
  console.log(predictions[0]!.class, predictions[0]!.score.toFixed(2), JSON.stringify(box));
}
