/**
 * Steps of the region network on ONNX Runtime, in a process of its own like the peer's. Reads a line of JSON,
 * `{"write": ...}` or `{"step": ...}`, and answers it with a line. Legend: R = regions, K = classes.
 */
import { createInterface } from 'node:readline';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { createRegionTrainer } from '../../src/training/onnx/create-region-trainer.js';
import type { RegionExample, RegionTrainer } from '../../src/training/onnx/region-trainer.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { WeightArray, Weights } from '../../src/weights/weights.js';
import { randomValues } from '../../test/support/reference-network.js';
import type { Request, Spent, StepRequest, WriteRequest } from '../fine-tune.js';

const K = 20;
const R = 64;
/** Rates in the middle of a fine-tuning. */
const RATES = { rate: 0.002, headRate: 0.01 };
/** Updates after which weights are compared. */
const UPDATES = 3;
/** Seeds of the photographs. */
const PHOTOGRAPHS = [1, 2];

const trainers = new Map<number, RegionTrainer>();
const examples = new Map<string, readonly RegionExample[]>();
let steps = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const answer = 'write' in request ? await write(request.write) : await timed(request.step);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function timed({ photographs, threads, ...size }: StepRequest): Promise<Spent> {
  const trainer = trainers.get(threads) ?? (await trainerOf({ workers: threads }));
  trainers.set(threads, trainer);
  const chosen = photographsOf(size).slice(0, photographs);
  const [before, began] = [process.cpuUsage(), performance.now()];
  await trainer.step(chosen, { step: steps++, ...RATES });
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1000 };
}

/**
 * Writes what both sides begin with, weights and photographs, and what this side makes of them without dropout: losses,
 * `gradient/<name>` of all that is trained, and `moved/<name>` after some updates.
 */
async function write({ path, ...size }: WriteRequest): Promise<Record<string, never>> {
  const photographs = photographsOf(size);
  await using plain = await trainerOf({ workers: 2, dropout: 0, weightDecay: 0, clip: Number.MAX_VALUE });
  const start = plain.weights();
  const { classLoss, boxLoss } = await plain.step(photographs, { step: 0, rate: 1, headRate: 1 });
  // Of the first step, at rate 1 and without decay, the velocity is the gradient.
  const gradients = withPrefix(plain.state(), 'velocity/', 'gradient/');
  await using moving = await trainerOf({ workers: 2, dropout: 0 });
  for (let step = 0; step < UPDATES; step++) await moving.step(photographs, { step, ...RATES });
  const moved = [...moving.weights()].map(([name, array]) => [`moved/${name}`, array] as const);
  const losses = { shape: [2], data: Float32Array.of(classLoss, boxLoss) };
  const all = new Map([
    ...start,
    ...gradients,
    ...moved,
    ...photographs.flatMap(arraysOf),
    ['losses', losses],
  ]);
  await writeSafetensors(path, all, { dtype: 'float32', metadata: () => ({}) });
  return {};
}

function trainerOf(options: Partial<Parameters<typeof createRegionTrainer>[0]>): Promise<RegionTrainer> {
  const network = googlenet({ classes: 1000 });
  const heads = { scores: 'scores', boxes: 'boxes' };
  const weights = initialWeights(network, 1);
  return createRegionTrainer({ network, weights, classes: K, heads, seed: 1, ...options });
}

function withPrefix(weights: Weights, from: string, to: string): [string, WeightArray][] {
  return [...weights].flatMap(([name, array]): [string, WeightArray][] =>
    name.startsWith(from) ? [[`${to}${name.slice(from.length)}`, array]] : [],
  );
}

function arraysOf(example: RegionExample, place: number): [string, WeightArray][] {
  const { image, height, width, regions, labels, targets } = example;
  const arrays: Record<string, WeightArray> = {
    image: { data: image, shape: [3, height, width] },
    regions: { data: regions, shape: [R, 4] },
    labels: { data: Float32Array.from(labels), shape: [R] },
    targets: { data: targets, shape: [R, 4] },
  };
  return Object.entries(arrays).map(([name, array]) => [`${place}/${name}`, array]);
}

function photographsOf(size: { height: number; width: number }): readonly RegionExample[] {
  const key = `${size.height} ${size.width}`;
  const made = examples.get(key) ?? PHOTOGRAPHS.map((seed) => photograph(size, seed));
  examples.set(key, made);
  return made;
}

/** A quarter of the regions is foreground. The rows that pad the height to a multiple of 32 are zeros. */
function photograph({ height, width }: { height: number; width: number }, seed: number): RegionExample {
  const corners = randomValues(4 * R, seed, 0.5).map((value) => value + 0.5);
  const boxes = Array.from({ length: R }, (_, r) => {
    const [a, b, c, d] = [...corners.subarray(4 * r, 4 * r + 4)] as [number, number, number, number];
    const [x1, y1] = [a * 0.6 * width, b * 0.6 * height];
    return [x1, y1, x1 + 32 + c * (width - x1 - 32), y1 + 32 + d * (height - y1 - 32)];
  });
  const padded = 32 * Math.ceil(height / 32);
  const image = randomValues(3 * padded * width, seed, 100);
  for (let channel = 0; channel < 3; channel++) {
    image.fill(0, (channel * padded + height) * width, (channel + 1) * padded * width);
  }
  return {
    ...{ image, height: padded, width },
    regions: Float32Array.from(boxes.flat()),
    labels: Int32Array.from({ length: R }, (_, r) => (r % 4 === 0 ? 1 + (r % K) : 0)),
    targets: randomValues(4 * R, seed + 2, 1),
  };
}
