import { expect, it } from 'vitest';
import { collectImages } from '../../../src/datasets/labelled-images.js';
import type { Problem } from '../../../src/datasets/problem.js';
import { inPixels, parseLabelLine } from '../../../src/datasets/yolo/label-line.js';

const size = { width: 640, height: 480 };

it.each([
  ['six decimals of the whole width', '0 0.500000 0.5 1.000001 0.5', []],
  ['six decimals of an object at the right edge', '0 0.833334 0.5 0.333333 0.5', []],
  ['a tenth of a pixel', '0 0.5 0.5 1.0003 0.5', ['outside-image']],
])('clips a box at the edge, and notes what is more than rounding: %s', (_, line, kinds) => {
  const label = parseLabelLine(line, {});
  if (typeof label === 'string') throw new Error(label);
  const box = inPixels(label.box, size);
  expect(box.x2).toBeGreaterThan(size.width);
  const notes: Problem[] = [];
  const labelled = [
    {
      image: { id: 'a', file: 'a.jpg', ...size },
      labels: 'a.txt',
      boxes: [{ className: 'cat', box, flags: 0, line: 1 }],
    },
  ];
  const { truth } = collectImages(labelled, { root: '.', onNote: (note) => notes.push(note) });
  expect(truth.x2[0]).toBe(size.width);
  expect(truth.x1[0]).toBeGreaterThanOrEqual(0);
  expect(notes.map(({ kind }) => kind)).toEqual(kinds);
});
