import { describe, expect, it } from 'vitest';
import { exampleWeights } from '../../../../src/training/detector/example-weights.js';
import type { Examples } from '../../../../src/training/detector/examples.js';
import { overlapByte, POSITIVE_IOU } from '../../../../src/training/detector/label-regions.js';
import { NEAR } from '../../../../src/training/detector/sample-regions.js';
import { standardise, standardOf, unstandardise } from '../../../../src/training/detector/standardise.js';

function examples(rows: readonly (readonly number[])[], overlaps: readonly number[] = []): Examples {
  return {
    length: rows.length || overlaps.length,
    features: Float32Array.from(rows.flat()),
    overlaps: Float32Array.from(overlaps),
    positive: new Float32Array(rows.length),
    deltas: new Float32Array(4 * rows.length),
  };
}

describe('standardOf', () => {
  it('gives features of mean 0 and rows of squared length about 1', () => {
    const rows = [
      [1, 10, 5],
      [3, 10, 7],
      [5, 40, 9],
      [7, 40, 3],
    ];
    const own = examples(rows);
    standardise(own.features, standardOf(own, 3));
    const column = (f: number) => rows.map((_, e) => own.features[3 * e + f]!);
    for (let f = 0; f < 3; f++) {
      expect(column(f).reduce((a, b) => a + b)).toBeCloseTo(0, 5);
      expect(column(f).reduce((a, b) => a + b * b, 0)).toBeCloseTo(rows.length / 3, 5);
    }
  });

  it('does not blow up a feature that never changes', () => {
    const { scale } = standardOf(
      examples([
        [2, 1],
        [2, 3],
      ]),
      2,
    );
    expect(scale[0]).toBeCloseTo(1 / (1e-3 * Math.sqrt(2)), 3);
  });
});

describe('unstandardise', () => {
  it('scores raw features as the layer scored standardised ones', () => {
    const own = examples([
      [1, 10],
      [3, 50],
      [8, -5],
    ]);
    const raw = own.features.slice();
    const standard = standardOf(own, 2);
    standardise(own.features, standard);
    const [weight, bias] = [Float32Array.from([2, -3]), Float32Array.from([0.5])];
    const score = (features: Float32Array, e: number) =>
      weight[0]! * features[2 * e]! + weight[1]! * features[2 * e + 1]! + bias[0]!;
    const before = [0, 1, 2].map((e) => score(own.features, e));
    unstandardise(weight, bias, standard);
    [0, 1, 2].forEach((e) => {
      expect(score(raw, e)).toBeCloseTo(before[e]!, 4);
    });
  });
});

describe('exampleWeights', () => {
  const positive = overlapByte(POSITIVE_IOU);
  it.each<[string, number, number]>([
    ['IoU 0.5: nearly all positives are taken, each stands for itself', positive, 1],
    ['just below 0.5: a near one stands for five', positive - 1, 5],
    ['IoU 0.1: near', NEAR, 5],
    ['just below 0.1: a far one stands for sixteen', NEAR - 1, 16],
    ['no overlap', 0, 16],
  ])('%s', (_reason, byte, weight) => {
    // The nearest class decides, wherever it stands among the classes.
    expect([...exampleWeights(examples([], [byte]), 1)]).toEqual([weight]);
    expect([...exampleWeights({ ...examples([], [0, byte, 0]), length: 1 }, 3)]).toEqual([weight]);
  });
});
