/** The ways in which `train detector` trains the whole network. */
import { counted } from '../../counted.js';
import { RcnnError } from '../../errors.js';
import {
  type FineTuned,
  type FineTuneOptions,
  fineTune,
} from '../../training/detector/fine-tune/fine-tune.js';
import { LEAST_STEPS } from '../../training/detector/fine-tune/fit-to-time.js';
import {
  type FineTuneConfig,
  type NetworkRunConfig,
  readFineTuneConfig,
} from '../../training/detector/fine-tune/run-config.js';
import { fineTuneSettings, SHORT_RUN } from '../../training/detector/fine-tune/settings.js';
import { type RcnnConfig, readRcnnConfig } from '../../training/detector/rcnn/run-config.js';
import { rcnnSettings } from '../../training/detector/rcnn/settings.js';
import { trainRcnn } from '../../training/detector/rcnn/train-rcnn.js';

/** What somebody waits for: 40 photographs are seen a dozen times. Half of it was worse than heads alone (docs/own-objects.md). */
export const MINUTES = 8;

export function aboutMinutes(minutes: number): string {
  const about = `About ${counted(minutes, 'minute')}`;
  if (minutes >= MINUTES) return `${about}; --minutes gives it more, which is better.`;
  return `${about}: fewer than ${MINUTES} are seldom better than heads alone, which train detector without --fine-tune trains.`;
}

/** How many steps a run has. @param minutes - that it was given; undefined where settings say how many steps */
export function stepsText(steps: number, minutes?: number): string {
  if (minutes === undefined || steps > LEAST_STEPS) return `${steps} steps.`;
  return `${steps} steps, the fewest that a run takes: it may last longer than ${counted(minutes, 'minute')}.`;
}

interface BeginOptions {
  readonly seed: number;
  readonly config?: string;
  readonly minutes?: number;
}

/** A way to train the whole network. */
export interface Way<Config extends NetworkRunConfig> {
  /** The options that choose it. */
  readonly words: string;
  readonly read: (run: string) => Promise<Config | undefined>;
  /** Settings of a run that begins, and the minutes that it takes where no settings say how many steps. */
  readonly begin: (
    options: BeginOptions,
    given: object,
  ) => Pick<Config, 'settings'> & { readonly minutes?: number };
  readonly train: (
    options: Omit<FineTuneOptions, 'config'> & { readonly config: Config },
  ) => Promise<FineTuned>;
}

export const fineTuning: Way<FineTuneConfig> = {
  words: '--fine-tune',
  read: readFineTuneConfig,
  begin: ({ seed, config, minutes }, given) => {
    const timed = minutes !== undefined || !('steps' in given);
    const settings = fineTuneSettings({ seed, ...(timed && SHORT_RUN), ...given }, config);
    return { settings, ...(timed && { minutes: minutes ?? MINUTES }) };
  },
  train: fineTune,
};

export const rcnn: Way<RcnnConfig> = {
  words: '--recipe rcnn',
  read: readRcnnConfig,
  begin: ({ seed, config, minutes }, given) => {
    if (minutes !== undefined) {
      throw new RcnnError(
        'bad-option',
        'Expected "steps" in --config to say how long --recipe rcnn trains, not --minutes, which is for --fine-tune.',
      );
    }
    return { recipe: 'rcnn' as const, settings: rcnnSettings({ seed, ...given }, config) };
  },
  train: trainRcnn,
};
