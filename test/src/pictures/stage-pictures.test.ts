import { expect, it } from 'vitest';
import { beforeNms } from '../../../src/pictures/stage-pictures.js';

it('keeps colour and label for what becomes a detection, not for its equals in class and score', () => {
  const box = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });
  const common = { classIndex: 0, proposal: 0 };
  const candidates = [
    { ...common, class: 'cat', score: 0.9, box: box(0), fate: 'detection' },
    { ...common, class: 'cat', score: 0.9, box: box(10), fate: 'suppressed', suppressedBy: 0 },
    { ...common, class: 'dog', score: 0.2, box: box(5), fate: 'below-threshold' },
  ] as const;
  expect(beforeNms(candidates)).toEqual([
    { label: 'cat', score: 0.9, box: box(0) },
    { label: '', color: expect.stringMatching(/^#/), box: box(10) },
    { label: '', color: expect.stringMatching(/^#/), box: box(5) },
  ]);
});
