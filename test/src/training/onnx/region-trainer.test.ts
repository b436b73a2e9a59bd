/** The region network's trainer against JAX in double precision, and against itself after an interruption. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { parametersOf } from '../../../../src/googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../../../src/googlenet/region-network.js';
import { createRegionTrainer } from '../../../../src/training/onnx/create-region-trainer.js';
import type {
  RegionExample,
  RegionTrainer,
  RegionTrainerOptions,
} from '../../../../src/training/onnx/region-trainer.js';
import type { WeightArray, Weights } from '../../../../src/weights/weights.js';

const network = googlenet({ classes: 4, width: 1 / 16 });
const [K, R, H, W] = [3, 6, 64, 96];
const heads = { scores: 'class', boxes: 'box' };
const options: RegionTrainerOptions = {
  ...{ network, weights: startingWeights(), classes: K, heads, seed: 5 },
  ...{ dropout: 0, clip: 0.5, averageDecay: 0.6 },
};

interface Golden {
  /** Loss of classes, of boxes, length of the gradient. */
  readonly steps: readonly (readonly [number, number, number])[];
  readonly weights: Readonly<Record<string, readonly [number, number]>>;
  readonly averages: Readonly<Record<string, readonly [number, number]>>;
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('golden/region-trainer.json', import.meta.url), 'utf8'),
);
const rates = [
  { rate: 0.02, headRate: 0.05 },
  { rate: 0.01, headRate: 0.05 },
  { rate: 0.04, headRate: 0.04 },
  { rate: 0.02, headRate: 0.01 },
];

/** As in golden/make_region_trainer.py. */
function sines(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + seed + 0.7 * i * (1 + seed / 100)));
}

function startingWeights(): Weights {
  const networks = [
    trunkNetwork(network),
    regionNetwork(network, {
      heads: [
        { name: heads.scores, outFeatures: K + 1 },
        { name: heads.boxes, outFeatures: 4 * K },
      ],
    }),
  ];
  return new Map(
    networks.flatMap(parametersOf).map(({ name, shape }, i): [string, WeightArray] => {
      const seed = Math.floor(i / 2);
      const length = shape.reduce((product, side) => product * side, 1);
      if (shape.length === 1) {
        return [name, { shape, data: sines(length, seed + 500).map((value) => Math.fround(0.1) * value) }];
      }
      const scale = Math.fround(2 / Math.sqrt(length / shape[0]!));
      return [name, { shape, data: sines(length, seed).map((value) => value * scale) }];
    }),
  );
}

function example(step: number, place: number): RegionExample {
  const key = 1000 + 10 * step + place;
  const corners = sines(4 * R, key + 1);
  const regions = Array.from({ length: R }, (_, r) => {
    const [a, b, c, d] = [...corners.subarray(4 * r, 4 * r + 4)] as [number, number, number, number];
    const [x1, y1] = [(a + 1) * 30, (b + 1) * 20];
    return [x1, y1, x1 + 2 + (c + 1) * 30, y1 + 2 + (d + 1) * 20];
  });
  return {
    image: sines(3 * H * W, key).map((value) => 60 * value),
    height: H,
    width: W,
    regions: Float32Array.from(regions.flat()),
    labels: Int32Array.from({ length: R }, (_, r) => ((r + step) % (K + 2)) - 1),
    targets: sines(4 * R, key + 2).map((value) => 2 * value),
  };
}

const photographs = (step: number) => [example(step, 0), example(step, 1)];

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

const bytesOf = (weights: Weights) =>
  [...weights].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString('base64')]);

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

it('gives the same bytes with one thread and with three', async () => {
  await trained(0, 2, { dropout: 0.3, workers: 1 });
  const one = bytesOf(trainer.state());
  await trainer[Symbol.asyncDispose]();
  await trained(0, 2, { dropout: 0.3, workers: 3 });
  expect(bytesOf(trainer.state())).toEqual(one);
});

it('resumes to the bit', async () => {
  await trained(0, 4, { dropout: 0.3 });
  const whole = bytesOf(trainer.state());
  await trainer[Symbol.asyncDispose]();
  await trained(0, 2, { dropout: 0.3 });
  const [state, updates] = [trainer.state(), trainer.averageUpdates];
  await trainer[Symbol.asyncDispose]();
  trainer = await createRegionTrainer({ ...options, dropout: 0.3 });
  trainer.restore(state, updates);
  for (const step of [2, 3]) await trainer.step(photographs(step), { step, ...rates[step]! });
  expect(bytesOf(trainer.state())).toEqual(whole);
});

it('drops other values in other steps, photographs and seeds', async () => {
  const losses = new Set<number>();
  for (const [step, seed] of [
    [0, 1],
    [1, 1],
    [0, 2],
  ] as const) {
    await trained(0, 0, { dropout: 0.5, seed });
    const { regionLosses } = await trainer.step([example(0, 0), example(0, 0)], { step, ...rates[0]! });
    for (const each of regionLosses) losses.add(each[1]!);
    await trainer[Symbol.asyncDispose]();
  }
  await trained(0, 0);
  expect(losses.size).toBe(6);
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

it('stops before the update when a loss is not finite', async () => {
  await trained(0, 0);
  const before = bytesOf(trainer.state());
  const broken = { ...example(0, 0), image: new Float32Array(3 * H * W).fill(Number.NaN) };
  await expect(trainer.step([broken], { step: 0, ...rates[0]! })).rejects.toMatchObject({ code: 'diverged' });
  expect(bytesOf(trainer.state())).toEqual(before);
});

it('restores nothing of another network', async () => {
  await trained(0, 1);
  const state = new Map(trainer.state());
  const before = bytesOf(state);
  state.delete('average/class/bias');
  expect(() => trainer.restore(state, 1)).toThrow(/average\/class\/bias/);
  expect(bytesOf(trainer.state())).toEqual(before);
});

it('refuses to train from a layer that is not there', async () => {
  await trained(0, 0); // for afterEach
  await expect(createRegionTrainer({ ...options, trainFrom: 'inception_9z' })).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('inception_9z'),
  });
});
