/** How many steps of a fine-tuning a machine takes in some minutes. */
import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import { throwIfAborted } from '../../../errors.js';
import { decodeImage } from '../../../platform/node/decode.js';
import type { LongWork } from '../../../progress.js';
import type { RegionTrainer } from '../../onnx/region-trainer.js';
import { RegionExamples, type RegionExamplesOptions } from './region-examples.js';
import type { FineTuneSettings } from './settings.js';

/** The first step compiles the graph; the others are timed. */
const TRIAL = 4;
/**
 * Measuring sees a photograph forward alone, but 150 regions twice and not 64 once: part of what a photograph of a step takes.
 * Learning to choose regions, which ends with the map, takes half of that.
 */
const FORWARD = 0.7;
/** Steps that pass while a network is compiled, files are written and the report is drawn. */
const FURTHER = 4;
/** Fewer steps teach the heads nothing. */
export const LEAST_STEPS = 20;
/** Part of the run over which the model is averaged, at its end, where the rate is low. */
const AVERAGED = 0.1;
/** Part of the run in which the rate may rise. */
const RISING = 1 / 8;

export interface TimeOptions extends LongWork, RegionExamplesOptions {
  readonly minutes: number;
  /** When they began to pass, by `now`. */
  readonly began: number;
  /** Milliseconds; default `performance.now`. */
  readonly now?: () => number;
  /** Of this trial alone: the run's own averages over as many steps as turn out to fit. */
  readonly trainer: RegionTrainer;
  /** What the finished detector is measured on. */
  readonly validation: Dataset;
}

/**
 * Searches all photographs' proposals, which are kept, and takes a few steps to see how long they last.
 *
 * @returns the settings of a run that ends, with all that follows, after about these minutes
 * @throws RcnnError `aborted`
 */
export async function fitToTime(options: TimeOptions): Promise<FineTuneSettings> {
  const { minutes, settings, dataset, validation, began, now = () => performance.now() } = options;
  await searchAll([dataset, validation], options);
  const step = await secondsOfStep({ ...options, now });
  const chosenFrom = Math.min(settings.pruning?.photographs ?? 0, dataset.images.length);
  const seen = validation.images.length + chosenFrom / 2;
  const after = step * (FURTHER + (FORWARD * seen) / settings.photographs);
  const left = 60 * minutes - (now() - began) / 1000 - after;
  return ofFewSteps(settings, Math.max(LEAST_STEPS, Math.floor(left / step)));
}

/** The settings with what has to fit a short run: warm-up and average in proportion, and one measurement, at the end. */
export function ofFewSteps(settings: FineTuneSettings, steps: number): FineTuneSettings {
  return {
    ...settings,
    steps,
    warmUp: Math.min(settings.warmUp, Math.ceil(RISING * steps)),
    averageDecay: Math.min(settings.averageDecay, 1 - 1 / Math.max(1, AVERAGED * steps)),
    validation: null, // minutes are short: the finished detector alone is measured
  };
}

/** Else the first epoch, which searches, and the measuring would be slower than what was timed. */
async function searchAll(
  parts: readonly Dataset[],
  { proposals, signal, onProgress }: TimeOptions,
): Promise<void> {
  const photographs = parts.flatMap((part) =>
    part.images.map((image) => ({ path: photographPath(part, image), item: image.id })),
  );
  for (const [i, { path, item }] of photographs.entries()) {
    throwIfAborted(signal);
    await proposals.of(path, await decodeImage(path));
    onProgress?.({ stage: 'proposals', done: i + 1, total: photographs.length, item });
  }
}

async function secondsOfStep({
  trainer,
  settings,
  now,
  signal,
  onProgress,
  ...options
}: TimeOptions & { readonly now: () => number }): Promise<number> {
  // A few draws of several scales would be slower or faster than most: all are at the one that takes their mean time.
  const trial = { ...settings, steps: TRIAL, scales: [middle(settings)] };
  const examples = new RegionExamples({ ...options, settings: trial });
  const seconds: number[] = [];
  for (let step = 0; step < TRIAL; step++) {
    throwIfAborted(signal);
    const began = now();
    const { value } = await examples.step(step);
    await trainer.step(value, { step, rate: 0, headRate: 0 });
    seconds.push((now() - began) / 1000);
    onProgress?.({ stage: 'how fast this machine is', done: step + 1, total: TRIAL });
  }
  const timed = seconds.slice(1);
  return timed.reduce((sum, one) => sum + one, 0) / timed.length;
}

/** The scale of the mean area. */
function middle({ scales }: FineTuneSettings): number {
  return Math.round(Math.sqrt(scales.reduce((sum, side) => sum + side * side, 0) / scales.length));
}
