import { expect, it } from 'vitest';
import { beforeNms } from '../../../src/pictures/stage-pictures.js';

it('keeps colour and label for what NMS keeps, though voting moves its box', () => {
  const box = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });
  const candidates = [
    { class: 'cat', score: 0.9, box: box(0) },
    { class: 'cat', score: 0.8, box: box(10) },
    { class: 'dog', score: 0.7, box: box(5) },
  ];
  const kept = [
    { class: 'cat', score: 0.9, box: box(4.7) },
    { class: 'dog', score: 0.7, box: box(5) },
  ];
  expect(beforeNms(candidates, kept)).toEqual([
    { label: 'cat', score: 0.9, box: box(0) },
    { label: 'dog', score: 0.7, box: box(5) },
    { label: '', color: expect.stringMatching(/^#/), box: box(10) },
  ]);
});
