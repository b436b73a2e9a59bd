import { describe, expect, it } from 'vitest';
import {
  analyseDetections,
  type DetectedObject,
  evaluateDetections,
  type TruthObject,
} from '../../../eval/index.js';
import { Boxes } from '../../../src/geometry/boxes.js';
import { randomCoco } from '../random-coco.js';

const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });
const cat: TruthObject = { image: 'a', class: 'cat', box: box(0, 0, 10, 10) };
const dog: TruthObject = { image: 'a', class: 'dog', box: box(50, 0, 60, 10), truncated: true };
const found = (
  object: TruthObject,
  score: number,
  changes: Partial<DetectedObject> = {},
): DetectedObject => ({
  image: object.image,
  class: object.class,
  box: object.box,
  score,
  ...changes,
});
const analyse = (detections: DetectedObject[], more = {}) =>
  analyseDetections({
    protocol: 'voc2010',
    truth: [cat, dog],
    detections,
    bootstrap: { resamples: 20 },
    ...more,
  });

describe('error analysis', () => {
  it.each([
    ['classification', found(dog, 0.9, { class: 'cat' })],
    ['localisation', found(cat, 0.9, { box: box(0, 0, 10, 4.9) })],
    ['both', found(dog, 0.9, { class: 'cat', box: box(50, 0, 60, 4.9) })],
    ['duplicate', found(cat, 0.4)],
    ['background', found(cat, 0.9, { box: box(200, 200, 210, 210) })],
  ] as const)('calls a false positive %s by its overlaps', (kind, wrong) => {
    const { errors } = analyse([found(cat, 0.5), wrong]);
    expect(errors.kinds).toEqual([null, kind]);
    expect(errors.errors[kind].count).toBe(1);
  });

  it('says what each kind costs: a wrong class fixed finds its object', () => {
    const { errors } = analyse([found(cat, 0.5), found(dog, 0.9, { class: 'cat' })]);
    expect(errors.mAP).toBeCloseTo(0.25, 12); // cat at precision 1/2, dog not found
    expect(errors.errors.classification.gain).toBeCloseTo(0.75, 12);
    expect(errors.missed).toEqual([]); // the dog was seen, under another name
  });

  it('counts missed objects, and those that no proposal covers', () => {
    const proposals = [Boxes.from([cat.box, box(50, 0, 60, 4.9)])];
    const { errors } = analyse([found(cat, 0.5)], { proposals });
    expect(errors.errors.missed).toEqual({ count: 1, gain: 0.5 });
    expect(errors.withoutProposal).toBe(1);
  });

  it('starts from the mAP that the evaluation gives, whatever the protocol', () => {
    for (const protocol of ['voc2007', 'voc2010', 'ilsvrc-det', 'coco'] as const) {
      for (let seed = 1; seed <= 30; seed++) {
        const input = { protocol, ...randomCoco(seed), iou: [0.5] };
        const AP = evaluateDetections(input).metrics[protocol === 'coco' ? 'AP' : 'mAP'];
        const { errors } = analyseDetections({ ...input, bootstrap: { resamples: 1 } });
        expect(errors.mAP, `${protocol} ${seed}`).toBeCloseTo(Math.max(0, AP), 12);
      }
    }
  });
});

describe('the other views', () => {
  it('breaks recall down by size, aspect and flags', () => {
    const rows = analyse([found(cat, 0.5)]).breakdown;
    const at = (group: string, value: string) =>
      rows.find((row) => row.group === group && row.value === value);
    expect(at('truncated', 'yes')).toMatchObject({ objects: 1, recall: 0 });
    expect(at('truncated', 'no')).toMatchObject({ objects: 1, recall: 1 });
    expect(at('size', 'small')).toMatchObject({ objects: 2, recall: 0.5 });
    expect(at('aspect', 'wide')).toMatchObject({ objects: 0, recall: null });
  });

  it('counts what lies on the limit of two bands once', () => {
    const tall = { ...cat, box: box(0, 0, 56, 84) }; // 1 : 1.5
    const small = { ...dog, box: box(0, 0, 32, 32) };
    const rows = analyse([], { truth: [tall, small] }).breakdown;
    for (const group of ['size', 'aspect']) {
      const objects = rows.filter((row) => row.group === group).map((row) => row.objects);
      expect(objects, group).toEqual([1, 1, 0]);
    }
  });

  it('counts who is taken for whom, above the threshold', () => {
    const background = found(cat, 0.9, { box: box(200, 200, 210, 210) });
    const { matrix } = analyse([found(dog, 0.9, { class: 'cat' }), found(cat, 0.29), background]).confusion;
    expect(matrix).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  it('counts from the threshold of a class on, where it has one', () => {
    const detections = [found(dog, 0.9, { class: 'cat' }), found(cat, 0.29), found(dog, 0.29)];
    const { matrix, thresholds } = analyse(detections, { thresholds: { cat: 0.29 } }).confusion;
    expect(thresholds).toEqual({ cat: 0.29 });
    expect(matrix).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('measures how far scores are from precision', () => {
    const { ece, bins } = analyse([
      found(cat, 0.5),
      found(cat, 0.5, { box: box(200, 0, 210, 9) }),
    ]).calibration;
    expect(ece).toBeCloseTo(0, 12);
    expect(bins[7]).toMatchObject({ detections: 2, confidence: 0.5, precision: 0.5 });
  });

  it('finds the threshold of best F1, equal scores passing together', () => {
    const far = { box: box(200, 0, 210, 9) };
    const [cats] = analyse([found(cat, 0.5), found(cat, 0.5, far), found(cat, 0.1, far)]).bestThresholds;
    expect(cats).toMatchObject({ class: 'cat', threshold: 0.5, precision: 0.5, recall: 1 });
    expect(cats.f1).toBeCloseTo(2 / 3, 12);
  });

  it('gives the same interval for the same seed, around the mAP', () => {
    const input = { protocol: 'voc2010' as const, ...randomCoco(20) };
    const [a, b] = [1, 1].map(
      (seed) => analyseDetections({ ...input, bootstrap: { seed, resamples: 50 } }).interval,
    );
    expect(a).toEqual(b);
    expect(a.low).toBeLessThanOrEqual(a.mean);
    expect(a.mean).toBeLessThanOrEqual(a.high);
  });
});
