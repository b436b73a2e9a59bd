/** How many steps of a fine-tuning a machine takes in some minutes. */
import { join } from 'node:path';
import { throwIfAborted } from '../../../errors.js';
import { decodeImage } from '../../../platform/node/decode.js';
import type { LongWork } from '../../../progress.js';
import type { RegionTrainer } from '../../onnx/region-trainer.js';
import { RegionExamples, type RegionExamplesOptions } from './region-examples.js';
import type { FineTuneSettings } from './settings.js';

/** The first step compiles the graph; the others are timed. */
const TRIAL = 4;
/** Choosing regions and measuring see a photograph once, forward: part of what a photograph of a step takes. */
const FORWARD = 0.5;
/** Fewer steps teach the heads nothing. */
const LEAST = 20;
/** Part of the run over which the model is averaged, at its end, where the rate is low. */
const AVERAGED = 0.1;
/** Part of the run in which the rate may rise. */
const RISING = 1 / 8;

export interface TimeOptions extends LongWork, RegionExamplesOptions {
  readonly minutes: number;
  /** Is used up: its weights have moved afterwards. */
  readonly trainer: RegionTrainer;
  /** Photographs that the finished detector is measured on. */
  readonly measured: number;
}

/**
 * Searches the photographs' proposals, which are kept, and takes a few steps to see how long they last.
 *
 * @returns the settings of a run that ends, with all that follows, after about these minutes
 * @throws RcnnError `aborted`
 */
export async function fitToTime(options: TimeOptions): Promise<FineTuneSettings> {
  const { minutes, settings, dataset, measured } = options;
  const began = performance.now();
  await searchAll(options);
  const step = await secondsOfStep(options);
  const seen = Math.min(settings.pruning?.photographs ?? 0, dataset.images.length) + measured;
  const after = (FORWARD * step * seen) / settings.photographs;
  const left = 60 * minutes - (performance.now() - began) / 1000 - after;
  const steps = Math.max(LEAST, Math.floor(left / step));
  return {
    ...settings,
    steps,
    warmUp: Math.min(settings.warmUp, Math.ceil(RISING * steps)),
    averageDecay: Math.min(settings.averageDecay, 1 - 1 / Math.max(1, AVERAGED * steps)),
    validation: { ...settings.validation, everySteps: steps }, // the end alone: minutes are short
  };
}

/** Else the first epoch, which searches, would be slower than the others. */
async function searchAll({ dataset, proposals, signal, onProgress }: TimeOptions): Promise<void> {
  const { root = '', images } = dataset;
  for (const [i, { file, id }] of images.entries()) {
    throwIfAborted(signal);
    const path = join(root, file ?? id);
    await proposals.of(path, await decodeImage(path));
    onProgress?.({ stage: 'proposals', done: i + 1, total: images.length, item: id });
  }
}

async function secondsOfStep({ trainer, signal, onProgress, ...options }: TimeOptions): Promise<number> {
  const examples = new RegionExamples(options);
  const seconds: number[] = [];
  for (let step = 0; step < TRIAL; step++) {
    throwIfAborted(signal);
    const began = performance.now();
    const { value } = await examples.step(step);
    await trainer.step(value, { step, rate: 0, headRate: 0 });
    seconds.push((performance.now() - began) / 1000);
    onProgress?.({ stage: 'how fast this machine is', done: step + 1, total: TRIAL });
  }
  const timed = seconds.slice(1);
  return timed.reduce((sum, one) => sum + one, 0) / timed.length;
}
