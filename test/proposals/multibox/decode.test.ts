import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../proposals/multibox/coding.js';
import { decodePredictions, predictionsOf } from '../../../proposals/multibox/decode.js';
import { outputsOf } from '../../../proposals/multibox/network.js';
import { GRIDS, PRIORS, priorsFor } from '../../../proposals/multibox/priors.js';
import { clip } from '../../../src/geometry/box.js';
import { Boxes } from '../../../src/geometry/boxes.js';
import { nms } from '../../../src/geometry/nms.js';
import { randomStream } from '../../../src/random/seeded-stream.js';

const random = randomStream(3);
const training = Boxes.from(
  Array.from({ length: 600 }, () => {
    const [w, h] = [0.02 + 0.9 * random(), 0.02 + 0.9 * random()];
    const [x1, y1] = [(1 - w) * random(), (1 - h) * random()];
    return { x1, y1, x2: x1 + w, y2: y1 + h };
  }),
);
const priors = priorsFor(training, randomStream(1));

it('decodes what it encoded', () => {
  const box = { x1: 0.1, y1: 0.2, x2: 0.5, y2: 0.9 };
  const residual = new Float32Array(4);
  for (const prior of [0, 777, PRIORS - 1]) {
    encode(box, priors.at(prior), residual, 0);
    const back = decode(residual, 0, priors.at(prior));
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(back[side]).toBeCloseTo(box[side], 5);
  }
});

describe('priors', () => {
  it('stand around the middles of the cells, row after row', () => {
    expect(priors.length).toBe(PRIORS);
    const { shapes, cells } = GRIDS[0];
    const middle = (i: number) => [(priors.x1[i] + priors.x2[i]) / 2, (priors.y1[i] + priors.y2[i]) / 2];
    expect(middle(0)[0]).toBeCloseTo(0.5 / cells);
    expect(middle(shapes)[0]).toBeCloseTo(1.5 / cells);
    expect(middle(shapes * cells)[0]).toBeCloseTo(0.5 / cells);
    expect(middle(shapes * cells)[1]).toBeCloseTo(1.5 / cells);
  });
});

describe('predictions', () => {
  /** Every output counts up, so that each value tells where it stood. */
  const outputs = Object.fromEntries(
    GRIDS.flatMap(({ cells, shapes }, g) => {
      const numbers = (channels: number) => ({
        data: Float32Array.from({ length: channels * cells * cells }, (_, i) => i),
        shape: [1, channels, cells, cells],
      });
      return [
        [outputsOf[g].residuals, numbers(4 * shapes)],
        [outputsOf[g].confidences, numbers(shapes)],
      ];
    }),
  );

  it('come in the order of the priors', () => {
    const { residuals, confidences } = predictionsOf(outputs, PRIORS);
    const { cells, shapes } = GRIDS[0];
    const [plane, cell, shape] = [cells * cells, 7, 2];
    const prior = cell * shapes + shape;
    expect(confidences[prior]).toBe(shape * plane + cell);
    expect([...residuals.subarray(4 * prior, 4 * prior + 4)]).toEqual(
      [0, 1, 2, 3].map((i) => (4 * shape + i) * plane + cell),
    );
  });

  it('are the best ones, inside the image, without near doubles', () => {
    const confidences = new Float32Array(PRIORS).fill(-9);
    const residuals = new Float32Array(4 * PRIORS);
    const [best, double, other] = [PRIORS - 1, PRIORS - 2, 0];
    encode({ x1: 0.2, y1: 0.2, x2: 1.3, y2: 0.8 }, priors.at(best), residuals, 4 * best);
    encode({ x1: 0.21, y1: 0.2, x2: 1, y2: 0.8 }, priors.at(double), residuals, 4 * double);
    encode({ x1: 0.5, y1: 0.5, x2: 0.6, y2: 0.6 }, priors.at(other), residuals, 4 * other);
    confidences.set([5], best);
    confidences.set([4], double);
    confidences.set([3], other);
    const found = decodePredictions({ residuals, confidences }, priors, 2);
    expect(found.length).toBe(2);
    const expected = [0.2, 0.2, 1, 0.8, 0.5, 0.5, 0.6, 0.6];
    const sides = found.toArray().flatMap(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    sides.forEach((side, i) => {
      expect(side).toBeCloseTo(expected[i], 5);
    });
  });

  it('are those that NMS over all predictions would keep', () => {
    const confidences = Float32Array.from({ length: PRIORS }, () => 4 * random() ** 3 - 5);
    const residuals = Float32Array.from({ length: 4 * PRIORS }, () => random() - 0.5);
    const all = Array.from(confidences, (_, p) =>
      clip(decode(residuals, 4 * p, priors.at(p)), { width: 1, height: 1 }),
    );
    const kept = nms(Boxes.from(all), confidences, { iouThreshold: 0.7, limit: 200 });
    const found = decodePredictions({ residuals, confidences }, priors, 200);
    expect(found.toArray()).toEqual(Boxes.from(all).pick(kept).toArray());
  });
});
