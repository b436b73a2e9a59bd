import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DetectedObject,
  detectionProtocols,
  evaluateDetections,
  type TruthObject,
} from '../../eval/index.js';

const box = fc
  .tuple(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
  .map(([x, y, w, h]) => ({ x1: x, y1: y, x2: x + w, y2: y + h }));
const image = fc.constantFrom('1', '2', '3');
const name = fc.constantFrom('cat', 'dog');
const truth: fc.Arbitrary<TruthObject[]> = fc.array(
  fc.record({ image, class: name, box, difficult: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const detections = (score: fc.Arbitrary<number>): fc.Arbitrary<DetectedObject[]> =>
  fc.array(fc.record({ image, class: name, box, score }), { maxLength: 25 });
const anyScore = fc.integer({ min: 1, max: 5 }).map((n) => n / 5);
const split = { images: ['1', '2', '3'], classes: ['cat', 'dog'] };

describe.each(detectionProtocols)('under %s', (protocol) => {
  const evaluate = (objects: TruthObject[], found: DetectedObject[]) =>
    evaluateDetections({ protocol, truth: objects, detections: found, ...split });
  const headline = (objects: TruthObject[], found: DetectedObject[]) =>
    Object.values(evaluate(objects, found).metrics)[0];

  it('does not depend on the order of detections of distinct scores', () => {
    const ranked = detections(anyScore).map((rows) => rows.map((row, i) => ({ ...row, score: 1 / (i + 1) })));
    fc.assert(
      fc.property(truth, ranked, fc.infiniteStream(fc.nat()), (objects, rows, keys) => {
        const shuffled = rows
          .map((row) => ({ row, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key);
        expect(
          evaluate(
            objects,
            shuffled.map(({ row }) => row),
          ),
        ).toEqual(evaluate(objects, rows));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps equal scores of one class apart from those of another', () => {
    fc.assert(
      fc.property(truth, detections(anyScore), (objects, rows) => {
        // Equal scores on one image of two classes never meet: interleaving the classes changes nothing.
        const byClass = [
          ...rows.filter((row) => row.class === 'cat'),
          ...rows.filter((row) => row.class === 'dog'),
        ];
        expect(evaluate(objects, byClass)).toEqual(evaluate(objects, rows));
      }),
      { numRuns: 100 },
    );
  });

  it('never rises by a false positive of the lowest score', () => {
    fc.assert(
      fc.property(truth, detections(anyScore), image, name, (objects, rows, where, what) => {
        const far = { x1: 500, y1: 500, x2: 520, y2: 520 };
        const worse = [...rows, { image: where, class: what, box: far, score: 0.1 }];
        expect(headline(objects, worse)).toBeLessThanOrEqual(headline(objects, rows) + 1e-12);
      }),
      { numRuns: 100 },
    );
  });

  it('is 1 for the truth itself, scored 1', () => {
    fc.assert(
      fc.property(truth, (objects) => {
        // Objects of one class on one image that overlap may take each other's detections: one is enough.
        const first = new Map(
          objects.map((row) => [`${row.image} ${row.class}`, { ...row, difficult: false }]),
        );
        const alone = [...first.values()];
        expect(
          headline(
            alone,
            alone.map((row) => ({ ...row, score: 1 })),
          ),
        ).toBeCloseTo(1, 12);
      }),
      { numRuns: 50 },
    );
  });
});

it('refuses detections on images that are not of the split, by name', () => {
  const stray = { image: '9', class: 'cat', score: 1, box: { x1: 0, y1: 0, x2: 1, y2: 1 } };
  expect(() => evaluateDetections({ protocol: 'coco', truth: [], detections: [stray], ...split })).toThrow(
    /image "9"/,
  );
});

it('lists the protocols when the name is wrong', () => {
  const wrong = 'voc2009' as 'voc2007';
  expect(() => evaluateDetections({ protocol: wrong, truth: [], detections: [] })).toThrow(
    /voc2007, voc2010/,
  );
});
