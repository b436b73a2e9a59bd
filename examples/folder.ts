// A folder of photographs, resumable: `npx tsx examples/folder.ts [photographs] [run]`.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectRun, loadDetector } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const folder = process.argv[2] ?? fileURLToPath(new URL('./images', import.meta.url));
const run = process.argv[3] ?? 'runs/photographs';
const images = (await readdir(folder)).filter((name) => /\.(png|jpe?g)$/i.test(name)).sort();
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
using detector = await loadDetector({ model: 'voc', count: 100, proposals: 'selective-search' });
const { path, done, total } = await detectRun(detector, {
  folder: run,
  images: images.map((name) => join(folder, name)),
  signal: stop.signal,
  onProgress: ({ done, total, item }) => console.error(`${done}/${total} ${item ?? ''}`),
});
console.log(`${done} of ${total} images: ${path}`);
