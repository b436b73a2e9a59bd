import { describe, expect, it } from 'vitest';
import {
  compareResults,
  detectionProtocols,
  evaluateDetections,
  explainProtocols,
} from '../../../eval/index.js';
import { randomCoco } from '../random-coco.js';

const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });
const cat = (x1: number, more = {}) => ({
  image: 'a',
  class: 'cat',
  box: box(x1, 0, x1 + 100, 100),
  ...more,
});

function headline(
  protocol: (typeof detectionProtocols)[number],
  data: ReturnType<typeof randomCoco>,
): number {
  const { metrics } = evaluateDetections({ protocol, ...data });
  return Math.max(0, protocol === 'coco' ? metrics['AP'] : metrics['mAP']);
}

describe('explainProtocols', () => {
  it('shares out the whole difference between any two protocols, and no more', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const data = randomCoco(seed);
      for (const from of detectionProtocols) {
        for (const to of detectionProtocols) {
          const explained = explainProtocols({ from, to, ...data });
          expect(explained.from.AP).toBeCloseTo(headline(from, data), 12);
          expect(explained.to.AP).toBeCloseTo(headline(to, data), 12);
          const sum = explained.rules.reduce((total, { share }) => total + share, 0);
          expect(sum).toBeCloseTo(explained.difference, 12);
        }
      }
    }
  });

  it('names the one rule between VOC 2007 and 2010, which changes no verdict', () => {
    const { rules, changed } = explainProtocols({ from: 'voc2007', to: 'voc2010', ...randomCoco(2) });
    expect(rules.map(({ rule, from, to }) => [rule, from, to])).toEqual([
      ['curve', '11-point', 'every-point'],
    ]);
    expect(changed).toEqual([]);
  });

  it('lists a detection of a difficult object, ignored by VOC and true for ILSVRC, with that rule', () => {
    const { changed } = explainProtocols({
      from: 'voc2010',
      to: 'ilsvrc-det',
      truth: [cat(0), cat(500, { difficult: true })],
      detections: [cat(0, { score: 0.5 }), cat(500, { score: 0.9 })] as never,
    });
    expect(changed).toMatchObject([{ row: 1, from: 'ignored', to: 'truePositive', rules: ['difficult'] }]);
  });

  it('lists a second detection that the next free object saves, with the rule of assignment', () => {
    const { changed } = explainProtocols({
      from: 'voc2010',
      to: 'ilsvrc-det',
      truth: [cat(0), cat(20)],
      detections: [cat(0, { score: 0.9 }), cat(5, { score: 0.8 })] as never,
    });
    expect(changed).toMatchObject([
      { row: 1, from: 'falsePositive', to: 'truePositive', rules: ['assignment'] },
    ]);
  });
});

describe('compareResults', () => {
  it('gives each class its share of the difference and the objects that one alone finds', () => {
    const dog = { image: 'a', class: 'dog', box: box(300, 300, 400, 400) };
    const compared = compareResults({
      protocol: 'voc2010',
      truth: [cat(0), dog],
      detections: [{ ...cat(0), score: 0.9 }],
      others: [
        { ...cat(0), score: 0.9 },
        { ...dog, score: 0.8 },
      ],
    });
    expect(compared).toMatchObject({ first: 0.5, second: 1, difference: 0.5 });
    expect(compared.perClass[0]).toMatchObject({ class: 'dog', share: 0.5 });
    expect(compared.foundBySecondAlone).toEqual([1]);
    expect(compared.foundByFirstAlone).toEqual([]);
  });
});
