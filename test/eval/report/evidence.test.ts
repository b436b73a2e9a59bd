import { describe, expect, it } from 'vitest';
import { analyseClassification, evaluateClassification } from '../../../eval/index.js';
import { chooseExamples, composeClassificationReport, renderHtml } from '../../../eval/report/index.js';

const truth = [
  ...['a', 'b', 'c'].map((image) => ({ image, class: 'cat' })),
  ...['d', 'e'].map((image) => ({ image, class: 'dog' })),
];
const predictions = [
  { image: 'a', classes: ['cat'], score: 0.6 },
  { image: 'b', classes: ['cat', 'dog'], score: 0.9 },
  { image: 'c', classes: ['tree'], score: 0.7 },
  { image: 'd', classes: ['dog'], score: 0.4 },
  { image: 'e', classes: ['cat'], score: 0.5 },
];
const images = (examples: readonly { image: string }[]) => examples.map(({ image }) => image);

describe('chooseExamples', () => {
  it.each<[string, Parameters<typeof chooseExamples>[0], string[], string[]]>([
    ['the most confident of each class, in order', { truth, predictions }, ['b', 'd'], ['c', 'e']],
    ['none of guesses without scores', { truth, predictions: [{ image: 'a', classes: ['cat'] }] }, [], []],
    ['none without a guess', { truth, predictions: [{ image: 'a', classes: [], score: 1 }] }, [], []],
    [
      'none of images that the truth has not',
      { truth, predictions: [{ image: 'z', classes: ['cat'], score: 1 }] },
      [],
      [],
    ],
  ])('gives %s', (_what, input, right, wrong) => {
    const chosen = chooseExamples(input);
    expect([images(chosen.right), images(chosen.wrong)]).toEqual([right, wrong]);
  });

  it('gives four at most', () => {
    const many = Array.from({ length: 6 }, (_, i) => ({ image: String(i), class: `class ${i}` }));
    const guesses = many.map(({ image, class: label }) => ({ image, classes: [label], score: 1 }));
    expect(images(chooseExamples({ truth: many, predictions: guesses }).right)).toEqual(['0', '1', '2', '3']);
  });
});

describe('what the network sees, in the report', () => {
  const photograph = { uri: 'data:image/jpeg;base64,AAAA', view: { x1: 0, y1: 0, x2: 4, y2: 3 } };
  const picture = (title: string) => ({ title, caption: 'photo', photograph, boxes: [] });
  const sheet = (layer: string) => ({ layer, uri: photograph.uri, width: 40, height: 30, image: 'b' });
  const page = renderHtml(
    composeClassificationReport({
      result: evaluateClassification({ truth, predictions }),
      analysis: analyseClassification({ truth, predictions }),
      evidence: {
        right: [picture('cat 0.90')],
        wrong: [picture('tree 0.70'), picture('cat 0.20')],
        sheets: [sheet('conv1/7x7_s2'), sheet('inception_4a/3x3')],
        unread: 1,
      },
    }),
  );

  it('has maps of right and wrong guesses and the channels of a layer, and says what is left out', () => {
    expect(page.match(/<image /g)).toHaveLength(5);
    expect(page).toContain('the highest scores of 3 images');
    expect(page).toContain('the highest scores of 2 images; evidence for the guess');
    for (const layer of ['conv1/7x7_s2', 'inception_4a/3x3']) expect(page).toContain(`${layer} on b`);
    expect(page).toContain('1 photograph could not be read');
    expect(page).not.toContain('<ul class="legend">'); // of boxes, which maps have none of
  });
});
