import { describe, expect, it } from 'vitest';
import type { Suggested } from '../../../src/teach/messages.js';
import { nextPhotograph } from '../../../src/teach/next-photograph.js';

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const seen = (found: Readonly<Record<string, readonly (readonly [string, number])[]>>) =>
  new Map(
    Object.entries(found).map(([name, objects]): [string, Suggested] => [
      name,
      { name, objects: objects.map(([of, score]) => ({ class: of, score, box })) },
    ]),
  );
const even = [
  { name: 'cup', count: 5 },
  { name: 'jug', count: 5 },
];

describe('the next photograph', () => {
  it.each<[string, ReturnType<typeof seen>, typeof even, object | undefined]>([
    ['is the first by name before a model has looked', seen({}), [], { name: 'a', reason: 'order' }],
    [
      'is the one with a score near a half',
      seen({ a: [['cup', 0.95]], b: [['cup', 0.5]] }),
      even,
      { name: 'b', reason: 'unsure', count: 1, class: 'cup', score: 0.5 },
    ],
    [
      'is the one with more doubted places',
      seen({
        a: [['cup', 0.5]],
        b: [
          ['cup', 0.4],
          ['jug', 0.55],
        ],
      }),
      even,
      { name: 'b', reason: 'unsure', count: 2, class: 'jug', score: 0.55 },
    ],
    [
      'is the one with the rarer class, of equal doubts',
      seen({ a: [['cup', 0.5]], b: [['jug', 0.5]] }),
      [
        { name: 'cup', count: 9 },
        { name: 'jug', count: 1 },
      ],
      { name: 'b', reason: 'unsure', count: 1, class: 'jug', score: 0.5 },
    ],
    [
      'is by name where nothing is doubted',
      seen({ b: [['cup', 0.99]] }),
      even,
      { name: 'a', reason: 'order' },
    ],
  ])('%s', (_what, suggested, counts, expected) => {
    expect(nextPhotograph(['a', 'b'], { suggested, counts })).toEqual(expected);
  });

  it('is none when all are labelled', () => {
    expect(nextPhotograph([], { suggested: new Map(), counts: even })).toBeUndefined();
  });
});
