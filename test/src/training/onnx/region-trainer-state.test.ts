import { afterEach, expect, it } from 'vitest';
import { createRegionTrainer } from '../../../../src/training/onnx/create-region-trainer.js';
import type { RegionTrainer, RegionTrainerOptions } from '../../../../src/training/onnx/region-trainer.js';
import type { Weights } from '../../../../src/weights/weights.js';
import { example, H, options, photographs, rates, W } from '../../../support/region-training.js';

let trainer: RegionTrainer;

async function trained(from: number, to: number, given: Partial<RegionTrainerOptions> = {}): Promise<void> {
  trainer = await createRegionTrainer({ ...options, ...given });
  for (let step = from; step < to; step++) await trainer.step(photographs(step), { step, ...rates[step]! });
}

const bytesOf = (weights: Weights) =>
  [...weights].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString('base64')]);

afterEach(() => trainer[Symbol.asyncDispose]());

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
