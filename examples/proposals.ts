// Where objects may be: `npx tsx examples/proposals.ts [image]`.
import { decodeImage, selectiveSearch } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const image = process.argv[2] ?? new URL('./images/chelsea.png', import.meta.url);
const boxes = await selectiveSearch(await decodeImage(image), { preset: 'fast', count: 200 });
console.log(`${boxes.length} boxes, the first`, boxes.at(0));
