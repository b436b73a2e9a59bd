import { describe, expect, it } from 'vitest';
import { evaluateDetections, type RuleOptions } from '../../../eval/index.js';
import { headlineOf, rulesInWords } from '../../../eval/report/rules.js';
import { judgedSet } from '../../support/judged-set.js';

const { others: _, ...input } = judgedSet;
const rules = (protocol: 'voc2007' | 'voc2010' | 'ilsvrc-det' | 'coco', options: RuleOptions = {}) => {
  const evaluation = evaluateDetections({ protocol, ...input, ...options });
  return { ...Object.fromEntries(rulesInWords(evaluation)), headline: headlineOf(evaluation).name };
};

describe('rulesInWords', () => {
  it.each([
    ['voc2007', { IoU: '0.50', 'Difficult objects': 'ignored', headline: 'mAP' }],
    ['voc2010', { 'Equal scores': 'in the order of the results', Classes: 'all' }],
    ['ilsvrc-det', { 'Difficult objects': 'counted', 'Detections of an image and class': 'all' }],
    [
      'coco',
      {
        'Detections of an image and class': 'the best 100; 1, 10 for recall',
        'Sizes apart': 'small to 1,024 px², medium 1,024 to 9,216 px², large from 9,216 px²',
        headline: 'AP',
      },
    ],
  ] as const)('says what %s does', (protocol, expected) => expect(rules(protocol)).toMatchObject(expected));

  it('says every departure from the contest', () => {
    const options = {
      iou: [0.3, 0.5],
      difficult: 'counted',
      maxDetections: [5],
      onlyClasses: ['cat'],
      blacklist: [{ image: 'a', class: 'dog' }],
    } as const;
    expect(rules('voc2010', options)).toMatchObject({
      IoU: '0.30, 0.50',
      'Difficult objects': 'counted',
      'Detections of an image and class': 'the best 5',
      Classes: 'cat',
      Blacklist: '1 pair of image and class left out',
    });
  });
});

it('refuses classes that the data set has not, naming those that it has', () => {
  expect(() => rules('voc2010', { onlyClasses: ['dice'] })).toThrow(
    `the class to be one of ${judgedSet.classes.join(', ')}, but got "dice"`,
  );
});
