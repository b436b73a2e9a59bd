import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCheckpoint } from '../../../../src/training/run/checkpoint.js';
import { RunLog, type StepRecord, type ValidationRecord } from '../../../../src/training/run/run-log.js';
import { type TrainingLoopOptions, train } from '../../../../src/training/run/training-loop.js';
import type { Resumable, TrainingTask } from '../../../../src/training/run/training-task.js';
import type { Weights } from '../../../../src/weights/weights.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A task of 4 epochs of 5 steps whose one weight counts its steps in a way that depends on their order. */
class CountingTask implements TrainingTask, Resumable {
  readonly trainer: Resumable = this;
  readonly steps = 20;
  readonly bestBy = 'top1';
  readonly stepsPerEpoch = 5;
  readonly words = { rateSetting: '"rate"', captions: { accuracy: '', loss: '' } };
  readonly taken: number[] = [];
  readonly published: string[] = [];
  readonly #lossAt: (step: number) => number;
  #value = 0;
  #done = 0;

  constructor(lossAt: (step: number) => number = () => 1) {
    this.#lossAt = lossAt;
  }

  async step(step: number) {
    this.taken.push(step);
    this.#value = Math.fround(this.#value * 1.5 + step);
    this.#done++;
    return {
      loss: this.#lossAt(step),
      mainLoss: this.#value,
      accuracy: 0.5,
      rate: 0.1,
      images: 8,
      waited: 0,
    };
  }

  async validate() {
    // Best after the second epoch.
    const top1 = [0, 0.2, 0.9, 0.5, 0.9][this.#done / 5] ?? 0.1;
    return { loss: 1, top1, top5: 1 };
  }

  state(): Weights {
    return new Map([['w', { shape: [2], data: Float32Array.of(this.#value, this.#done) }]]);
  }

  readonly averageUpdates = 0;

  restore(state: Weights): void {
    [this.#value, this.#done] = state.get('w')!.data as unknown as [number, number];
  }

  async publish(path: string) {
    this.published.push(path.slice(folder.length + 1));
  }

  [Symbol.dispose]() {}
}

async function run(task: TrainingTask, options: Partial<TrainingLoopOptions> = {}) {
  const log = new RunLog(folder);
  const outcome = await train(task, { folder, log, checkpointSteps: 3, validateSteps: 10, ...options });
  return { ...outcome, records: await log.read() };
}

/** Gives the signal up after a step. */
function stopAfter(step: number): Partial<TrainingLoopOptions> {
  const controller = new AbortController();
  return { signal: controller.signal, onStep: (record) => record.step === step && controller.abort() };
}

const kindsAndSteps = (records: readonly { kind: string; step: number }[]) =>
  records.filter(({ kind }) => kind !== 'step').map(({ kind, step }) => `${kind} ${step}`);

describe('the training loop', () => {
  it('takes every step once, validates and publishes', async () => {
    const task = new CountingTask();
    const report = vi.fn(async () => {});
    const { finished, position, records } = await run(task, { report });
    expect(finished).toBe(true);
    expect(task.taken).toEqual(Array.from({ length: 20 }, (_, step) => step));
    expect(kindsAndSteps(records)).toEqual(['start 0', 'validation 10', 'validation 20']);
    expect(position).toEqual({ step: 20, averageUpdates: 0, best: { top1: 0.9, epoch: 2 } });
    // The last does as well as the best, no better: the earlier one stays.
    expect(task.published).toEqual(['best.safetensors', 'final.safetensors']);
    expect(report).toHaveBeenCalledTimes(2);
  });

  it('goes on after a stop as if there had been none', async () => {
    const whole = await run(new CountingTask());
    const state = await readCheckpoint(folder);
    for (const file of readdirSync(folder)) rmSync(join(folder, file));
    const stopped = await run(new CountingTask(), stopAfter(7));
    expect(stopped).toMatchObject({ finished: false, position: { step: 7 } });
    const resumed = await run(new CountingTask());
    expect(await readCheckpoint(folder)).toEqual(state);
    const losses = (records: typeof whole.records) =>
      records
        .filter((record): record is StepRecord => record.kind === 'step')
        .map(({ mainLoss }) => mainLoss);
    expect(losses(resumed.records)).toEqual(losses(whole.records));
    expect(kindsAndSteps(resumed.records)).toEqual(['start 0', 'start 7', 'validation 10', 'validation 20']);
  });

  it('forgets the log of steps that it takes again', async () => {
    await run(new CountingTask(), stopAfter(4));
    const log = new RunLog(folder);
    log.append({ kind: 'step', step: 5, epoch: 0, loss: 99, mainLoss: 99, accuracy: 0, rate: 1 });
    const { records } = await run(new CountingTask());
    const fifth = records.filter(({ step, kind }) => step === 5 && kind === 'step');
    expect(fifth).toHaveLength(1);
    expect(fifth[0]).not.toMatchObject({ loss: 99 });
  });

  it('does nothing more when all is done', async () => {
    await run(new CountingTask());
    const task = new CountingTask();
    expect(await run(task)).toMatchObject({ finished: true, position: { step: 20 } });
    expect(task.taken).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'stops at a loss of %s and keeps the checkpoint',
    async (loss) => {
      const training = run(new CountingTask((step) => (step === 7 ? loss : 1)));
      await expect(training).rejects.toMatchObject({ code: 'diverged' });
      await expect(training).rejects.toThrow(
        /step 8.*checkpoint of step 6 is good.*a smaller "rate" in --config/,
      );
      expect((await readCheckpoint(folder))?.position.step).toBe(6);
    },
  );

  it('stops at a full disk and keeps the checkpoint', async () => {
    let writes = 0;
    const handle = await open(join(folder, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { writeFile } = prototype;
    vi.spyOn(prototype, 'writeFile').mockImplementation(function (this: typeof handle, ...args) {
      // The log's own renewal and two checkpoints fit: each of the latter is a header and a tensor.
      if (++writes > 5) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return writeFile.apply(this, args);
    });
    await expect(run(new CountingTask())).rejects.toMatchObject({ code: 'disk-full' });
    expect((await readCheckpoint(folder))?.position.step).toBe(6);
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('counts what training and validation cost apart', async () => {
    const { records } = await run(new CountingTask());
    const validations = records.filter((record): record is ValidationRecord => record.kind === 'validation');
    expect(validations.map(({ training }) => training.images)).toEqual([80, 80]);
    for (const { training, validation } of validations) {
      expect(training.waitedShare).toBe(0);
      expect(validation.seconds).toBeLessThan(60);
    }
  });
});
