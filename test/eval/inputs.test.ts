/** What callers without types may pass by mistake. */
import { describe, expect, it } from 'vitest';
import {
  analyseDetections,
  compareResults,
  evaluateDetections,
  evaluateProposals,
  explainProtocols,
  plausibilityHints,
} from '../../eval/index.js';
import { errorOf } from '../support/error-of.js';

const box = { x1: 10, y1: 10, x2: 50, y2: 60 };
const truth = [{ image: 'a', class: 'cat', box }];
const detections = [{ image: 'a', class: 'cat', score: 0.5, box }];
const evaluated = (given: object) => () =>
  evaluateDetections({ protocol: 'voc2010', truth, detections, ...given } as never);

describe('evaluateDetections', () => {
  it.each<[string, object, string, RegExp]>([
    ['no truth', { truth: undefined }, 'bad-option', /truth to be an array of objects, but got undefined/],
    [
      'a box as a list',
      { detections: [{ ...detections[0], box: [1, 2, 3, 4] }] },
      'bad-dataset',
      /\[1,2,3,4\]/,
    ],
    [
      'no box',
      { truth: [{ image: 'a', class: 'cat' }] },
      'bad-dataset',
      /each object to have a box .* one of class "cat" on image "a" has none/,
    ],
    [
      'a score that is a text',
      { detections: [{ ...detections[0], score: '0.5' }] },
      'bad-dataset',
      /each detection to have a number as its score, but .* has "0\.5"/,
    ],
    [
      'options that there are not',
      { maxDetection: [1], iuo: [0.5] },
      'bad-option',
      /^Expected the options of evaluateDetections to be among protocol, .*, curves, but got "maxDetection", "iuo"\.$/,
    ],
    ['one IoU', { iou: 0.5 }, 'bad-option', /iou to be an array, but got 0\.5/],
  ])('refuses %s', async (_, given, code, message) => {
    const error = await errorOf(evaluated(given));
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(message);
  });

  it('takes a whole data set, with the folder of its photographs', () => {
    const dataset = { images: ['a'], classes: ['cat'], truth, root: 'photos' };
    expect(evaluateDetections({ ...dataset, detections, protocol: 'voc2010' }).metrics).toEqual({ mAP: 1 });
  });
});

it.each<[string, (options: never) => unknown, object]>([
  ['analyseDetections', analyseDetections, { protocol: 'voc2010', truth, detections }],
  ['compareResults', compareResults, { protocol: 'voc2010', truth, detections, others: detections }],
  ['explainProtocols', explainProtocols, { from: 'voc2007', to: 'voc2010', truth, detections }],
  ['evaluateProposals', evaluateProposals, { truth, proposals: [undefined] }],
])('%s refuses options that there are not', async (name, call, options) => {
  expect(call({ ...options, root: 'photos' } as never)).toBeDefined();
  const error = await errorOf(() => call({ ...options, treshold: 0.5 } as never));
  expect(error).toMatchObject({ code: 'bad-option' });
  expect(error.message).toMatch(
    new RegExp(`^Expected the options of ${name} to be among .*, but got "treshold"\\.$`),
  );
});

describe('plausibilityHints', () => {
  it('takes plain arrays', () => {
    const inverted = { ...box, x2: 5 };
    const odd = detections.map((one) => ({ ...one, box: inverted }));
    expect(plausibilityHints({ truth, detections })).toEqual([]);
    expect(plausibilityHints({ truth, detections: odd })[0]).toMatch(/1 of 1 boxes end before they begin/);
  });
});
