import { describe, expect, it } from 'vitest';
import { boxOfExtremes, choicesAt, refined } from '../../../src/teach/click-choices.js';

const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });

describe('choicesAt', () => {
  const whole = { box: box(0, 0, 100, 100), score: 0.9 };
  const left = { box: box(0, 0, 40, 100), score: 0.6 };
  const right = { box: box(60, 0, 100, 100), score: 0.5 };

  it.each<[string, { x: number; y: number }, (typeof whole)[]]>([
    ['the centred one first, though another scores higher', { x: 20, y: 50 }, [left, whole]],
    ['the other way round at the middle of the other', { x: 39, y: 50 }, [whole, left]],
    ['none where no box is', { x: 120, y: 50 }, []],
    ['none on the very edge', { x: 0, y: 50 }, []],
  ])('gives %s', (_what, point, expected) => {
    expect(choicesAt([whole, left, right], point)).toEqual(expected.map((one) => one.box));
  });

  it('goes by place alone among boxes of things that the detector does not know', () => {
    const unknown = [whole, left].map((one) => ({ ...one, score: 0 }));
    expect(choicesAt(unknown, { x: 20, y: 50 })[0]).toEqual(left.box);
  });

  it('gives one for all that hardly differ: their mean, by score and by overlap with the likeliest', () => {
    const wider = { box: box(0, 0, 50, 100), score: 0.3 };
    const [most, less] = [0.61, 0.31 * 0.8 ** 4];
    const [mean, ...others] = choicesAt([left, wider, right], { x: 20, y: 50 });
    expect(others).toEqual([]);
    expect(mean).toEqual(box(0, 0, expect.closeTo((40 * most + 50 * less) / (most + less), 10), 100));
  });

  it('leaves what is in view as it is', () => {
    const shown = box(0, 0, 41, 100);
    expect(choicesAt([left, whole], { x: 20, y: 50 }, [shown])).toEqual([shown, whole.box]);
  });
});

describe('refined', () => {
  it('is half-way to the mean of the boxes of the same object, by score and overlap', () => {
    const drawn = box(0, 0, 60, 50);
    const boxes = [
      { box: box(0, 0, 50, 50), score: 0.2 },
      { box: box(0, 0, 60, 50), score: 0.7 },
      { box: box(200, 0, 260, 50), score: 0.9 },
    ];
    const [first, second] = [0.21 * (5 / 6) ** 4, 0.71];
    const x2 = (60 + (50 * first + 60 * second) / (first + second)) / 2;
    const near = refined(drawn, boxes)!;
    expect([near.x1, near.y1, near.y2]).toEqual([0, 0, 50]);
    expect(near.x2).toBeCloseTo(x2, 10);
  });

  it('begins at an overlap of 0.65', () => {
    const [just, below] = [box(0, 0, 65, 100), box(0, 0, 64, 100)];
    expect(refined(box(0, 0, 100, 100), [{ box: just, score: 1 }])).toEqual(box(0, 0, 82.5, 100));
    expect(refined(box(0, 0, 100, 100), [{ box: below, score: 1 }])).toBeUndefined();
  });

  it('is nothing where the detector knows no such box', () => {
    expect(refined(box(0, 0, 50, 50), [{ box: box(40, 0, 90, 50), score: 1 }])).toBeUndefined();
  });
});

it('the box of four outermost points holds them all, in any order', () => {
  const points = [
    { x: 30, y: 5 },
    { x: 60, y: 40 },
    { x: 10, y: 20 },
    { x: 25, y: 80 },
  ];
  expect(boxOfExtremes(points)).toEqual(box(10, 5, 60, 80));
  expect(boxOfExtremes(points.toReversed())).toEqual(box(10, 5, 60, 80));
});
