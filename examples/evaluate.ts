// Average precision of plain arrays, no files: `npx tsx examples/evaluate.ts`.
import { evaluateDetections } from '../eval/index.js';

const box = { x1: 10, y1: 10, x2: 50, y2: 60 };
const { metrics } = evaluateDetections({
  protocol: 'voc2010',
  images: ['a', 'b'],
  truth: [
    { image: 'a', class: 'cat', box },
    { image: 'b', class: 'cat', box },
  ],
  detections: [
    { image: 'a', class: 'cat', score: 0.9, box },
    { image: 'b', class: 'cat', score: 0.4, box: { x1: 80, y1: 10, x2: 120, y2: 60 } },
  ],
});
console.log(`mAP ${metrics['mAP']?.toFixed(4)}`);
