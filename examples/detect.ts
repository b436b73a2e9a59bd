// Objects of a photograph: `npx tsx examples/detect.ts [image]`.
import { loadDetector } from '../src/index.js';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const image = process.argv[2] ?? new URL('./images/chelsea.png', import.meta.url);
using detector = await loadDetector('voc', { count: 300 });
const { detections, timings } = await detector.detect(image);
for (const { class: name, score, box } of detections) console.log(name, score.toFixed(2), box);
console.log(`${Math.round(timings.total)} ms`);
