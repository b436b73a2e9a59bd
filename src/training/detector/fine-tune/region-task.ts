import type { Weights } from '../../../weights/weights.js';
import type { RegionTrainer } from '../../onnx/region-trainer.js';
import type { Measures } from '../../run/run-log.js';
import type { StepReport, TaskWords, TrainingTask } from '../../run/training-task.js';
import { rateShare } from './rates.js';
import type { RegionExamples } from './region-examples.js';
import type { FineTuneSettings } from './settings.js';

export interface RegionTaskOptions {
  readonly trainer: RegionTrainer;
  readonly examples: RegionExamples;
  readonly settings: FineTuneSettings;
  /** Writes a detector with these weights. */
  readonly publish: (
    path: string,
    weights: Weights,
    metrics: Readonly<Record<string, number>>,
  ) => Promise<void>;
  /** mAP of a detector with these weights on a sample of photographs, 0..1. */
  readonly measure: (weights: Weights) => Promise<number>;
}

const words: TaskWords = {
  rateSetting: '"rate" and "headRate"',
  captions: {
    accuracy:
      'Percent over epochs. Training: share of the sampled regions on objects whose class is right, dropout on; validation: mAP of a sample of photographs.',
    loss: 'Loss of the classes of the sampled regions over epochs, without that of the boxes.',
  },
};

/** The fine-tuning of a detector's whole network, step by step. The trainer stays its owner's. */
export class RegionTask implements TrainingTask {
  readonly bestBy = 'mAP';
  readonly words = words;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly #options: RegionTaskOptions;

  constructor(options: RegionTaskOptions) {
    this.#options = options;
    this.steps = options.settings.steps;
    this.stepsPerEpoch = options.examples.stepsPerEpoch;
  }

  async step(step: number): Promise<StepReport> {
    const { trainer, examples, settings } = this.#options;
    const { value: photographs, waited } = await examples.step(step);
    const share = rateShare(step, settings);
    const rate = share * settings.rate;
    const result = await trainer.step(photographs, { step, rate, headRate: share * settings.headRate });
    const { classLoss, boxLoss, foreground, background } = result;
    return {
      loss: classLoss + boxLoss,
      mainLoss: classLoss,
      boxLoss,
      accuracy: shareOf(foreground),
      background: shareOf(background),
      rate,
      images: photographs.length,
      waited,
    };
  }

  async validate(): Promise<Measures> {
    const { measure, trainer } = this.#options;
    return { mAP: await measure(trainer.averaged()) };
  }

  get trainer(): RegionTrainer {
    return this.#options.trainer;
  }

  publish(path: string, metrics: Readonly<Record<string, number>>): Promise<void> {
    const { publish, trainer } = this.#options;
    return publish(path, trainer.averaged(), metrics);
  }

  /** Nothing to release. */
  [Symbol.dispose](): void {}
}

/** 0 where there are none. */
function shareOf({ count, correct }: { count: number; correct: number }): number {
  return count === 0 ? 0 : correct / count;
}
