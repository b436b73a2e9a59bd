import { describe, expect, it } from 'vitest';
import type { ClassHeldOut } from '../../../../src/training/detector/held-out.js';
import { adviseMore } from '../../../../src/training/detector/learning-curve.js';

const one = (name: string, photographs: number, objects = photographs): ClassHeldOut => ({
  ...{ name, photographs, objects },
  ...{ threshold: 0.3, recall: 0.5, precision: 0.5 },
});

const curve = (half: readonly (number | null)[], whole: readonly (number | null)[]) =>
  [half, whole].map((perClass, i) => ({ photographs: 16 * (i + 1), mAP: 0.3, perClass }));

describe('adviseMore', () => {
  it.each([
    ['the class that grew most', [one('cup', 20), one('pen', 20)], [0.3, 0.3], [0.32, 0.5], 'pen'],
    ['not one that is nearly perfect', [one('cup', 20), one('pen', 20)], [0.3, 0.7], [0.45, 0.98], 'cup'],
    [
      'not one of so few photographs that its growth says nothing',
      [one('cup', 20), one('pen', 9)],
      [0.3, 0.1],
      [0.35, 0.9],
      'cup',
    ],
    [
      'one that was not found at all by half',
      [one('cup', 20), one('pen', 20)],
      [0.3, null],
      [0.3, 0.4],
      'pen',
    ],
  ])('names %s', (_, classes, half, whole, expected) => {
    const advice = adviseMore(curve(half, whole), classes)!;
    expect(advice.class).toBe(expected);
    expect(advice.photographs).toBe(20);
  });

  it('draws the gain of a class with few objects towards the mean of all', () => {
    const classes = [one('cup', 10, 20), one('pen', 10, 20)];
    // Gains 0 and 20 points: each halfway to the mean of 10, since 20 objects weigh as much as all.
    expect(adviseMore(curve([0.3, 0.3], [0.3, 0.5]), classes)!.gain).toBeCloseTo(0.15, 9);
  });

  it.each([
    ['a single point', curve([0.3], [0.4]).slice(1), [one('cup', 20)]],
    ['classes of a few photographs alone', curve([0.3], [0.4]), [one('cup', 9)]],
    ['a line that falls', curve([0.5], [0.4]), [one('cup', 20)]],
  ])('says nothing of %s', (_, points, classes) => {
    expect(adviseMore(points, classes)).toBeUndefined();
  });
});
