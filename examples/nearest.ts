/**
 * The photographs of a folder that are most like one, by GoogLeNet's features:
 * `npx tsx examples/nearest.ts chelsea.png photographs/ [model]`, after `npx googlenet-rcnn weights fetch bvlc`.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { loadClassifier } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const [photograph, folder, model = 'bvlc'] = process.argv.slice(2);
if (!photograph || !folder) throw new Error('Usage: npx tsx examples/nearest.ts PHOTOGRAPH FOLDER [MODEL]');

using classifier = await loadClassifier(model);
const wanted = (await classifier.features(photograph)).data;
const files = (await readdir(folder)).filter((name) => /\.(png|jpe?g)$/i.test(name));
const found: { file: string; likeness: number }[] = [];
for await (const result of classifier.featuresAll(files.map((file) => join(folder, file)))) {
  if ('error' in result) console.error(result.error.message);
  else found.push({ file: basename(result.source), likeness: cosine(wanted, result.data) });
}
found.sort((a, b) => b.likeness - a.likeness);
for (const { file, likeness } of found.slice(0, 10)) console.log(likeness.toFixed(3), file);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
