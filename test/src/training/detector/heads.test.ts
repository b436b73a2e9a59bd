import { describe, expect, it } from 'vitest';
import { draw, streamFor } from '../../../../src/random/draw.js';
import { calibrate } from '../../../../src/training/detector/calibrate.js';
import type { RidgeOptions } from '../../../../src/training/detector/dual-ridge.js';
import { primal, ridges } from '../../../../src/training/detector/ridge.js';
import { RowProducts } from '../../../../src/training/detector/row-products.js';
import { type SvmOptions, trainSvms } from '../../../../src/training/detector/squared-hinge.js';

/** Row a of `left` times row b of `right`. */
function product(left: Float32Array, a: number, right: Float32Array, b: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) sum += left[a * width + f]! * right[b * width + f]!;
  return sum;
}

describe('products of rows', () => {
  it.each([
    [1, 1, 1],
    [3, 2, 65],
    [1024, 70, 3],
    [1049, 5, 130],
  ])('are the plain sums: %i values, a matrix of %i rows, %i others', (width, matrixRows, others) => {
    const random = streamFor(1, width);
    const values = (rows: number) => Float32Array.from({ length: rows * width }, () => random() - 0.4);
    const [matrix, rows] = [values(matrixRows), values(others)];
    const products = new RowProducts(matrix, { width }).of(rows);
    expect(products).toHaveLength(others * matrixRows);
    for (const [i, value] of products.entries()) {
      const [r, m] = [Math.floor(i / matrixRows), i % matrixRows];
      expect(value).toBeCloseTo(product(rows, r, matrix, m, width), 4);
    }
  });

  it('of chosen rows with each other are a triangle', () => {
    const width = 70;
    const random = streamFor(6, 0);
    const matrix = Float32Array.from({ length: 200 * width }, random);
    const rows = Array.from({ length: 90 }, (_, i) => 2 * i + 1);
    const triangle = new RowProducts(matrix, { width, rows }).triangle();
    expect(triangle).toHaveLength((90 * 91) / 2);
    let at = 0;
    for (const a of rows) {
      for (const b of rows.filter((row) => row <= a)) {
        expect(triangle[at++]).toBeCloseTo(product(matrix, a, matrix, b, width), 4);
      }
    }
  });
});

/** Ridge regression on all rows. */
const ridge = (features: Float32Array, targets: Float32Array, rows: Int32Array, options: RidgeOptions) =>
  ridges(features, targets, rows, options)(rows);

describe('ridge regression', () => {
  it('finds a linear law again when it is not shrunk', () => {
    const random = streamFor(2, 0);
    const features = Float32Array.from({ length: 200 * 3 }, () => random() - 0.5);
    const targets = Float32Array.from(
      { length: 200 },
      (_, e) => 2 * features[3 * e] - features[3 * e + 2] + 0.25,
    );
    const options = { width: 3, targetCount: 1, lambda: 0 };
    const solution = ridge(features, targets, Int32Array.from(Array(200).keys()), options);
    for (const [i, expected] of [2, 0, -1, 0.25].entries()) expect(solution[i]).toBeCloseTo(expected, 5);
  });

  it('shrinks weights, not the bias', () => {
    const targets = Float32Array.from([1, 3]);
    const options = { width: 1, targetCount: 1, lambda: 1e12 };
    const [weight, bias] = ridge(Float32Array.from([-1, 1]), targets, Int32Array.of(0, 1), options);
    expect(weight).toBeCloseTo(0, 9);
    expect(bias).toBeCloseTo(2, 6);
  });

  it.each([
    ['all of the rows', [0, 1, 3, 5, 7, 8]],
    ['a part of them', [1, 5, 8]],
    ['as few as two', [3, 7]],
    ['a single one', [5]],
  ])('gives for %s what the system of all features gives for them', (_, some) => {
    const random = streamFor(5, 0);
    const width = 12;
    const features = Float32Array.from({ length: 9 * width }, () => random() + 3); // far from centred
    const targets = Float32Array.from({ length: 9 * 2 }, () => random() - 0.2);
    const options = { width, targetCount: 2, lambda: 0.7 };
    const rows = Int32Array.of(0, 1, 3, 5, 7, 8);
    const quick = ridges(features, targets, rows, options)(Int32Array.from(some));
    const slow = primal(features, targets, some, options);
    for (const [i, value] of slow.entries()) expect(quick[i]).toBeCloseTo(value, 4);
  });

  it('is the target itself for a single row', () => {
    const options = { width: 3, targetCount: 1, lambda: 1 };
    const one = ridge(Float32Array.from([1, 2, 3]), Float32Array.from([0.5]), Int32Array.of(0), options);
    expect([...one]).toEqual([0, 0, 0, 0.5]);
  });
});

/** What `trainSvms` does, one number after the other. */
function plainSvms(
  features: Float32Array,
  { classes, width, targets, weights, lambda, epochs, seed, rows }: SvmOptions & { rows: Int32Array },
) {
  const now = { weight: new Float64Array(classes * width), bias: new Float64Array(classes) };
  const mean = { weight: new Float64Array(classes * width), bias: new Float64Array(classes) };
  const steps = epochs * rows.length;
  let averaged = 0;
  for (let step = 0; step < steps; step++) {
    const order = draw([...rows], rows.length, streamFor(seed, Math.floor(step / rows.length)));
    const e = order[step % rows.length]!;
    const rate = 0.1 * (1 - step / steps);
    for (let k = 0; k < classes; k++) {
      const y = targets[e * classes + k]!;
      let score = now.bias[k]!;
      for (let f = 0; f < width; f++) score += now.weight[k * width + f]! * features[e * width + f]!;
      if (y === 0 || y * score >= 1) continue;
      const move = rate * (y < 0 ? weights[e]! : 1) * (1 - y * score) * y;
      for (let f = 0; f < width; f++) now.weight[k * width + f]! += move * features[e * width + f]!;
      now.bias[k]! += move;
    }
    if ((step + 1) % 64 !== 0) continue;
    now.weight = now.weight.map((value) => value * Math.exp(-lambda * rate * 64));
    if (step + 1 <= steps / 2) continue;
    averaged++;
    for (const part of ['weight', 'bias'] as const) {
      mean[part] = mean[part].map((value, i) => value + (now[part][i]! - value) / averaged);
    }
  }
  return averaged > 0 ? mean : now;
}

describe('support vector machines', () => {
  it('part what can be parted, each class for itself, and repeat to the bit', async () => {
    const random = streamFor(3, 0);
    const features = new Float32Array(300 * 2);
    const targets = new Int8Array(300 * 2);
    for (let e = 0; e < 300; e++) {
      for (let k = 0; k < 2; k++) {
        features[2 * e + k] = random() * 2 - 1;
        targets[2 * e + k] = features[2 * e + k] > 0 ? 1 : -1;
      }
    }
    const weights = new Float32Array(300).fill(1);
    const options = { classes: 2, width: 2, targets, weights, lambda: 1e-5, epochs: 40, seed: 1 };
    const { weight, bias } = await trainSvms(features, options);
    let wrong = 0;
    for (let e = 0; e < 300; e++) {
      for (let k = 0; k < 2; k++) {
        const score = product(weight, k, features, e, 2) + bias[k];
        if (Math.sign(score) !== targets[2 * e + k]) wrong++;
      }
    }
    expect(wrong).toBeLessThan(12);
    expect((await trainSvms(features, options)).weight).toEqual(weight);
  });

  it.each([
    [1, 0],
    [3, -0.5],
  ])('hears a negative of weight %i so often', async (weight, expected) => {
    // Where examples for and against look alike, (1 - s)^2 + weight (1 + s)^2 is least at (1 - weight) / (1 + weight).
    const { weight: w, bias } = await trainSvms(new Float32Array(400).fill(1), {
      targets: Int8Array.from({ length: 400 }, (_, e) => (e % 2 === 0 ? 1 : -1)),
      weights: new Float32Array(400).fill(weight),
      ...{ classes: 1, width: 1, lambda: 0, epochs: 100, seed: 1 },
    });
    expect(w[0] + bias[0]).toBeCloseTo(expected, 1);
  });

  it.each([
    ['widths of whole vectors', 16, 2],
    ['an odd width and one class', 13, 1],
    ['a single feature', 1, 3],
  ])('learn what plain loops learn, with %s', async (_, width, classes) => {
    const random = streamFor(6, width);
    const count = 150; // two ticks and a rest, an epoch
    const options = {
      ...{ classes, width, lambda: 1e-3, epochs: 3, seed: 2 },
      targets: Int8Array.from({ length: count * classes }, () => Math.floor(3 * random()) - 1),
      weights: Float32Array.from({ length: count }, () => 0.5 + random()),
      rows: Int32Array.from({ length: count - 10 }, (_, i) => i + 10),
    };
    const features = Float32Array.from({ length: count * width }, () => random() - 0.5);
    const quick = await trainSvms(features, options);
    const slow = plainSvms(features, options);
    for (const part of ['weight', 'bias'] as const) {
      expect(quick[part]).toHaveLength(slow[part].length);
      for (const [i, value] of slow[part].entries()) expect(quick[part][i]).toBeCloseTo(value, 5);
    }
  });

  it('stop on request in the middle of an epoch', async () => {
    const controller = new AbortController();
    const training = trainSvms(new Float32Array(1e5), {
      targets: new Int8Array(1e5).fill(1),
      weights: new Float32Array(1e5).fill(1),
      ...{ classes: 1, width: 1, lambda: 0, epochs: 1e9, seed: 1, signal: controller.signal },
    });
    setImmediate(() => controller.abort());
    await expect(training).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('calibration', () => {
  it('finds the logistic that the outcomes were drawn from', () => {
    const random = streamFor(4, 0);
    const scores = Float64Array.from({ length: 20_000 }, () => random() * 6 - 3);
    const right = Uint8Array.from(scores, (s) => (random() < 1 / (1 + Math.exp(-(1.5 * s - 0.5))) ? 1 : 0));
    const { a, b } = calibrate(scores, right);
    expect(Math.abs(a - 1.5)).toBeLessThan(0.06);
    expect(Math.abs(b + 0.5)).toBeLessThan(0.06);
  });

  it('takes a weight of 3 as three times the same', () => {
    const scores = [-2, -1, 0.5, 1, 2];
    const right = [0, 1, 0, 1, 1];
    const weighted = calibrate(scores, right, [1, 1, 3, 1, 1]);
    const repeated = calibrate([...scores, 0.5, 0.5], [...right, 0, 0]);
    expect(weighted.a).toBeCloseTo(repeated.a, 9);
    expect(weighted.b).toBeCloseTo(repeated.b, 9);
  });

  it('stays finite where no mistake is made', () => {
    const { a, b } = calibrate([-2, -1, 1, 2], [0, 0, 1, 1]);
    expect(Number.isFinite(a) && Number.isFinite(b)).toBe(true);
    expect(a).toBeGreaterThan(0);
  });
});
