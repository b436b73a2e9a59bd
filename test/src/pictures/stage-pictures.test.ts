import { expect, it } from 'vitest';
import { beforeNms } from '../../../src/pictures/stage-pictures.js';

it('keeps colour and label for what becomes a detection, not for its equals in class and score', () => {
  const box = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });
  const common = { classIndex: 0, proposal: 0, secondLook: false };
  const candidates = [
    { ...common, class: 'cat', score: 0.9, box: box(0), fate: 'detection' },
    { ...common, class: 'cat', score: 0.9, box: box(10), fate: 'suppressed', suppressedBy: 0 },
    { ...common, class: 'dog', score: 0.2, box: box(5), fate: 'below-threshold' },
  ] as const;
  const grey = expect.stringMatching(/^#d0d0d0$/);
  expect(beforeNms(candidates)).toEqual([
    { label: 'cat before voting', score: 0.9, color: expect.not.stringMatching(/d0d0d0/), box: box(0) },
    { label: 'cat', score: 0.9, color: grey, box: box(10) },
    { label: 'dog', score: 0.2, color: grey, box: box(5) },
  ]);
});

it('draws and labels the best of the dropped alone', () => {
  const box = { x1: 0, y1: 0, x2: 100, y2: 100 };
  const dropped = {
    class: 'cat',
    classIndex: 0,
    proposal: 0,
    secondLook: false,
    box,
    fate: 'below-threshold',
  } as const;
  const labels = beforeNms(Array.from({ length: 20 }, (_, i) => ({ ...dropped, score: 1 - i / 20 }))).map(
    ({ label }) => label,
  );
  expect(labels).toHaveLength(12);
  expect(labels.filter((label) => label !== '')).toHaveLength(6);
});
