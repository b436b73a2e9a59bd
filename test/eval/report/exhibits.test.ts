import { describe, expect, it } from 'vitest';
import { chooseExhibits, reportData, viewOf } from '../../../eval/report/index.js';
import { judgedSet } from '../../support/judged-set.js';

const { others: _, ...input } = judgedSet;
const data = reportData({ protocol: 'voc2010', ...input, bootstrap: { resamples: 5 } });

describe('chooseExhibits', () => {
  it('shows an error of every kind, with what it was and the objects that it touches', () => {
    const shown = chooseExhibits(data).map(({ kind, title, caption }) => `${kind}: ${title}, ${caption}`);
    expect(shown).toEqual([
      'classification: cat 0.80, is dog, IoU 1.00 · a',
      'localisation: dog 0.75, IoU 0.44 with the dog · b',
      'both: cat 0.50, IoU 0.40 with dog · b',
      'duplicate: cat 0.60, already found, IoU 0.91 · a',
      'background: dog 0.40, no object of IoU 0.1 there · c',
      'missed: traffic light, 20 × 55 px; no box touches it · d',
      'missed: traffic light, 10 × 30 px; no box touches it · b',
    ]);
  });

  it('shows errors from the threshold of their class on, and of kinds without such ones all', () => {
    const far = { x1: 0, y1: 0, x2: 5, y2: 5 };
    const detections = [
      { image: 'c', class: 'dog', score: 0.4, box: far },
      { image: 'd', class: 'cat', score: 0.5, box: far },
    ];
    const titlesAt = (thresholds: Record<string, number>) => {
      const options = { protocol: 'voc2010' as const, ...input, detections, thresholds };
      const at = reportData({ ...options, bootstrap: { resamples: 1 } });
      return chooseExhibits(at, { missed: 0 }).map(({ title }) => title);
    };
    expect(titlesAt({ cat: 0.5, dog: 0.3 })).toEqual(['cat 0.50', 'dog 0.40']);
    expect(titlesAt({ cat: 0.6, dog: 0.4 })).toEqual(['dog 0.40']);
    expect(titlesAt({ cat: 0.6, dog: 0.5 })).toEqual(['cat 0.50', 'dog 0.40']);
  });

  it('draws the truth beside the detection', () => {
    const [{ boxes }] = chooseExhibits(data);
    expect(boxes.map(({ role, label }) => `${role} ${label}`)).toEqual(['truth dog', 'detection cat 0.80']);
  });

  it('cuts an IoU that just did not suffice, so that it does not read as enough', () => {
    const truth = [{ image: 'a', class: 'cat', box: { x1: 0, y1: 0, x2: 1000, y2: 10 } }];
    const near = [{ image: 'a', class: 'cat', score: 0.9, box: { x1: 0, y1: 0, x2: 499, y2: 10 } }];
    const close = reportData({ protocol: 'voc2010', truth, detections: near, bootstrap: { resamples: 1 } });
    expect(chooseExhibits(close)[0].caption).toBe('IoU 0.49 with the cat · a');
  });

  it('takes the highest scores, one a photograph', () => {
    const wrong = (image: string, score: number) => ({
      image,
      class: 'cat',
      score,
      box: { x1: 0, y1: 0, x2: 5, y2: 5 },
    });
    const detections = [wrong('b', 0.5), wrong('a', 0.7), wrong('b', 0.9), wrong('c', 0.6), wrong('d', 0.1)];
    const many = reportData({ protocol: 'voc2010', ...input, detections, bootstrap: { resamples: 1 } });
    const titles = chooseExhibits(many, { perKind: 3, missed: 0 }).map(({ title, image }) => [title, image]);
    expect(titles).toEqual([
      ['cat 0.90', 1],
      ['cat 0.70', 0],
      ['cat 0.60', 2],
    ]);
  });
});

describe('viewOf', () => {
  const exhibit = (x1: number, y1: number, x2: number, y2: number) => ({
    boxes: [{ role: 'truth' as const, box: { x1, y1, x2, y2 }, label: 'cat' }],
  });
  const size = { width: 640, height: 480 };
  it.each([
    ['the surroundings, at 4 : 3', exhibit(200, 200, 300, 300), { x1: 137, y1: 165, x2: 364, y2: 335 }],
    ['at least 96 pixels', exhibit(300, 200, 302, 202), { x1: 237, y1: 153, x2: 365, y2: 249 }],
    [
      'the whole photograph for a box that fills it',
      exhibit(0, 0, 640, 480),
      { x1: 0, y1: 0, x2: 640, y2: 480 },
    ],
    ['pushed inside at a corner', exhibit(630, 470, 640, 480), { x1: 512, y1: 384, x2: 640, y2: 480 }],
    ['the whole for a box outside', exhibit(700, 500, 800, 600), { x1: 0, y1: 0, x2: 640, y2: 480 }],
  ])('is %s', (_, given, expected) => expect(viewOf(given, size)).toEqual(expected));

  it('has whole pixels inside a photograph smaller than the least view', () => {
    expect(viewOf(exhibit(1, 1, 3, 3), { width: 20, height: 10 })).toEqual({ x1: 0, y1: 0, x2: 20, y2: 10 });
  });
});
