/** The region network's trainer against JAX in double precision, and against itself after an interruption. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createRegionTrainer } from '../../../../src/training/onnx/create-region-trainer.js';
import type {
  RegionExample,
  RegionTrainer,
  RegionTrainerOptions,
} from '../../../../src/training/onnx/region-trainer.js';
import type { WeightArray } from '../../../../src/weights/weights.js';
import { example, K, options, photographs, R, rates } from '../../../support/region-training.js';

interface Golden {
  /** Loss of classes, of boxes, length of the gradient. */
  readonly steps: readonly (readonly [number, number, number])[];
  readonly weights: Readonly<Record<string, readonly [number, number]>>;
  readonly averages: Readonly<Record<string, readonly [number, number]>>;
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('golden/region-trainer.json', import.meta.url), 'utf8'),
);

/** Sum, and sum weighted by places. */
function sums({ data }: WeightArray): [number, number] {
  let [sum, weighted] = [0, 0];
  for (const [i, value] of data.entries()) {
    sum += value;
    weighted += value * Math.sin(i);
  }
  return [sum, weighted];
}

let trainer: RegionTrainer;

async function trained(from: number, to: number, given: Partial<RegionTrainerOptions> = {}): Promise<void> {
  trainer = await createRegionTrainer({ ...options, ...given });
  for (let step = from; step < to; step++) await trainer.step(photographs(step), { step, ...rates[step]! });
}

afterEach(() => trainer[Symbol.asyncDispose]());

describe.each(['plain', 'fastest'] as const)('with the %s kernels', (form) => {
  it('takes four steps as JAX does, clipped, with momentum, decay and averaging', async () => {
    trainer = await createRegionTrainer(options, { form });
    for (const [step, [classLoss, boxLoss, norm]] of golden.steps.entries()) {
      const result = await trainer.step(photographs(step), { step, ...rates[step]! });
      expect(result.classLoss / classLoss, `classes, step ${step}`).toBeCloseTo(1, 4);
      expect(result.boxLoss / boxLoss, `boxes, step ${step}`).toBeCloseTo(1, 4);
      expect(result.gradientNorm / norm, `gradient, step ${step}`).toBeCloseTo(1, 3);
    }
    for (const [kind, weights] of [
      ['weights', trainer.weights()],
      ['averages', trainer.averaged()],
    ] as const) {
      for (const [name, expected] of Object.entries(golden[kind])) {
        const got = sums(weights.get(name)!);
        for (const i of [0, 1] as const) {
          expect(Math.abs(got[i] - expected[i]), `${kind} of ${name}`).toBeLessThan(
            2e-4 * (1 + Math.abs(expected[i])),
          );
        }
      }
    }
  });
});

it('counts used regions, right answers, and gives every region its loss', async () => {
  await trained(0, 0);
  const result = await trainer.step(photographs(0), { step: 0, ...rates[0]! });
  expect(result.foreground.count).toBe(6); // labels -1 0 1 2 3 -1, twice
  expect(result.background.count).toBe(2);
  const total = result.regionLosses.flatMap((losses) => [...losses]).reduce((sum, loss) => sum + loss, 0);
  expect(total / 8).toBeCloseTo(result.classLoss + result.boxLoss, 5);
  expect(result.regionLosses.map((losses) => [losses[0], losses[5]])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

it.each([
  ['inception_4b', 'inception_4b/1x1/weight'],
  ['conv1/7x7_s2', 'conv1/7x7_s2/weight'],
])('from %s on moves all rows, and leaves those before as they are', async (trainFrom, learnsFirst) => {
  await trained(0, 1, { trainFrom });
  const first = [...options.weights.keys()].indexOf(learnsFirst);
  const moved = [...options.weights].map(
    ([name, { data }]) =>
      !trainer
        .weights()
        .get(name)!
        .data.every((value, i) => value === data[i]),
  );
  expect(moved).toEqual(moved.map((_, i) => i >= first));
});

it('predicts without dropout, by the current and by the averaged weights', async () => {
  await trained(0, 2, { dropout: 0.5 });
  const [current, averaged] = [
    await trainer.predict(example(0, 0)),
    await trainer.predict(example(0, 0), { averaged: true }),
  ];
  expect(averaged.scores).not.toEqual(current.scores);
  const weights = trainer.averaged();
  await trainer[Symbol.asyncDispose]();
  await trained(0, 0, { weights });
  const again = await trainer.predict(example(0, 0));
  expect(again).toEqual(averaged);
  expect(again.scores).toHaveLength(R * (K + 1));
  expect(again.boxes).toHaveLength(R * 4 * K);
  const sum = again.scores.subarray(0, K + 1).reduce((total, score) => total + score, 0);
  expect(sum).toBeCloseTo(1, 6);
});

it('draws heads that the weights do not hold', async () => {
  const headless = new Map([...options.weights].filter(([name]) => !/^(class|box)\//.test(name)));
  await trained(0, 0, { weights: headless });
  const { data, shape } = trainer.weights().get('class/weight')!;
  expect(shape).toEqual([K + 1, 64]);
  const deviation = Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0) / data.length);
  expect(deviation).toBeGreaterThan(0.008);
  expect(deviation).toBeLessThan(0.012);
});

it.each<[string, (given: RegionExample) => RegionExample, string]>([
  [
    'a side that is no multiple of 32',
    (given) => ({ ...given, width: 100 }),
    'width of an example to be a multiple of 32, but got 100',
  ],
  ['an image of another size', (given) => ({ ...given, height: 96 }), '27648 values, but got 18432'],
  ['no regions', (given) => ({ ...given, regions: new Float32Array(0) }), '1 or more regions'],
  ['too few labels', (given) => ({ ...given, labels: new Int32Array(5) }), '6 values, but got 5'],
  [
    'a label beyond the classes',
    (given) => ({ ...given, labels: new Int32Array(6).fill(4) }),
    'from -1 to 3, but got 4',
  ],
])('refuses %s', async (_, change, message) => {
  await trained(0, 0);
  const step = trainer.step([change(example(0, 0))], { step: 0, ...rates[0]! });
  await expect(step).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining(message) });
});

describe('of the hardest regions alone', () => {
  const hardest = 3;
  const last = rates.length - 1;

  it.each([
    ['as many as asked for, those on objects first', 4, [3, 1]],
    ['all where there are fewer', 9, [3, 2]],
  ])('takes %s', async (_, most, [onObjects, background]) => {
    await trained(0, 0, { hardest: most });
    const labels = Int32Array.of(-1, 0, 1, 2, 3, 0);
    const result = await trainer.step([{ ...example(0, 0), labels }], { step: 0, ...rates[0]! });
    expect([result.foreground.count, result.background.count]).toEqual([onObjects, background]);
  });

  it('learns as from an example of these regions only', async () => {
    await trained(0, 1);
    const before = trainer.state();
    const { averageUpdates } = trainer;
    const whole = { ...example(last, 0), labels: Int32Array.of(0, 0, 1, 0, -1, 0) };
    const outcome = await trainer.step([whole], { step: 1, ...rates[last]! });
    const [each] = outcome.regionLosses;
    const background = [0, 1, 3, 5].sort((a, b) => each![b]! - each![a]!);
    const kept = [2, ...background.slice(0, hardest - 1)];
    const pick = (values: Float32Array) =>
      Float32Array.from(kept.flatMap((region) => [...values.subarray(4 * region, 4 * region + 4)]));
    const picked = {
      ...whole,
      regions: pick(whole.regions),
      targets: pick(whole.targets),
      labels: Int32Array.from(kept, (region) => whole.labels[region]!),
    };
    trainer.restore(before, averageUpdates);
    const expected = await trainer.step([picked], { step: 1, ...rates[last]! });
    const weights = trainer.weights();
    await trainer[Symbol.asyncDispose]();

    trainer = await createRegionTrainer({ ...options, hardest });
    trainer.restore(before, averageUpdates);
    const result = await trainer.step([whole], { step: 1, ...rates[last]! });
    expect(result.classLoss).toBeCloseTo(expected.classLoss, 5);
    expect(result.boxLoss).toBeCloseTo(expected.boxLoss, 5);
    expect(result.foreground).toEqual(expected.foreground);
    expect(
      [...result.regionLosses[0]!.entries()].filter(([, loss]) => loss > 0).map(([region]) => region),
    ).toEqual([...kept].sort((a, b) => a - b));
    for (const [name, { data }] of weights) {
      const own = trainer.weights().get(name)!.data;
      for (const [i, value] of data.entries()) expect(Math.abs(own[i]! - value), name).toBeLessThan(1e-5);
    }
  });
});
