import { describe, expect, it } from 'vitest';
import { analyseClassification, evaluateClassification } from '../../../eval/index.js';
import { composeClassificationReport, renderHtml, renderMarkdown } from '../../../eval/report/index.js';

const truth = [
  ...['a', 'b', 'c', 'd'].map((image) => ({ image, class: 'cat' })),
  ...['e', 'f'].map((image) => ({ image, class: 'dog' })),
];
const predictions = [
  { image: 'a', classes: ['cat', 'dog'], score: 0.95 },
  { image: 'b', classes: ['dog', 'cat'], score: 0.95 },
  { image: 'c', classes: ['dog'], score: 0.5 },
  { image: 'd', classes: ['tree'], score: 0.5 },
  { image: 'e', classes: ['dog'], score: 0.5 },
];

describe('analyseClassification', () => {
  const { guesses, calibration } = analyseClassification({ truth, predictions });

  it('counts first guesses by what is there, most frequent first; an image without one is in none', () => {
    expect(guesses).toEqual([
      { truth: 'cat', guess: 'dog', count: 2, share: 0.5 },
      { truth: 'cat', guess: 'cat', count: 1, share: 0.25 },
      { truth: 'cat', guess: 'tree', count: 1, share: 0.25 },
      { truth: 'dog', guess: 'dog', count: 1, share: 0.5 },
    ]);
  });

  it('calibrates the score of the first guess', () => {
    const filled = calibration!.bins.filter(({ detections }) => detections > 0);
    expect(filled).toMatchObject([
      { detections: 3, confidence: 0.5, precision: 1 / 3 },
      { detections: 2, confidence: 0.95, precision: 0.5 },
    ]);
    expect(calibration!.ece).toBeCloseTo((3 * (0.5 - 1 / 3) + 2 * 0.45) / 5, 12);
  });

  it('has no calibration of guesses without scores', () => {
    const bare = predictions.map(({ image, classes }) => ({ image, classes }));
    expect(analyseClassification({ truth, predictions: bare }).calibration).toBeUndefined();
  });
});

describe('the report of a classifier', () => {
  const input = { truth, predictions };
  const document = composeClassificationReport({
    result: evaluateClassification(input),
    analysis: analyseClassification(input),
    names: new Map([['cat', 'tabby']]),
    ladder: [1, 10].map((crops) => ({ models: 1, crops, metrics: { top1: 1 / 3, top5: 0.5 } })),
  });

  it('names classes as people do, the hardest first, and what they are taken for', () => {
    const text = renderMarkdown(document);
    expect(text).toMatch(/tabby \| 4 \| 25\.0 \| 50\.0 \| dog \(2\)/);
    expect(text.indexOf('| tabby')).toBeLessThan(text.indexOf('| dog'));
    expect(text).toMatch(/66\.67 \| 66\.67/); // the ladder: errors at 1 and 10 crops
  });

  it('draws guesses of classes that the truth has not in one column', () => {
    const page = renderHtml(document);
    expect(page).toContain('tabby taken for (another class): 1 time, 25.0 % of the row');
  });
});
