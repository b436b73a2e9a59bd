import { expect, it } from 'vitest';
import { evaluateClassification } from '../../eval/index.js';

it('counts the first guess, the first five, and an image without a prediction as wrong', () => {
  const { metrics, perClass, counts } = evaluateClassification({
    truth: [
      { image: 'a', class: 'cat' },
      { image: 'b', class: 'cat' },
      { image: 'c', class: 'dog' },
      { image: 'd', class: 'dog' },
    ],
    predictions: [
      { image: 'a', classes: ['cat'] },
      { image: 'b', classes: ['1', '2', '3', '4', 'cat'] },
      { image: 'c', classes: ['1', '2', '3', '4', '5', 'dog'] },
    ],
  });
  expect(metrics).toEqual({ top1: 0.25, top5: 0.5 });
  expect(perClass[0]).toEqual({ class: 'cat', images: 2, top1: 0.5, top5: 1 });
  expect(counts).toEqual({ images: 4, classes: 2, withoutPrediction: 1 });
});

it.each([
  [
    'predicted twice',
    [
      { image: 'a', classes: [] },
      { image: 'a', classes: [] },
    ],
    /twice/,
  ],
  ['not in the truth', [{ image: 'x', classes: [] }], /not in the truth/],
])('refuses an image that is %s', (_, predictions, message) => {
  expect(() => evaluateClassification({ truth: [{ image: 'a', class: 'cat' }], predictions })).toThrow(
    message,
  );
});
