import type { Weights } from '../../weights/weights.js';
import { Ahead } from '../input/ahead.js';
import type { StepReport, TaskWords, TrainingTask } from '../run/training-task.js';
import type { ClassifierTrainer } from './classifier-trainer.js';
import type { ExampleSource, Examples } from './example-source.js';
import { type Classified, scoreBatch, sumOf } from './score-batch.js';

/** About a thousand photographs at 32 per batch: more change the accuracy by less than its own error. */
const STATISTICS_BATCHES = 32;

export interface ClassifierTaskOptions {
  readonly trainer: ClassifierTrainer;
  readonly source: ExampleSource;
  /** In all. */
  readonly steps: number;
  /** Learning rate of a step, from 0. */
  readonly rate: (step: number) => number;
  /** Default: those of a classifier of photographs. */
  readonly words?: TaskWords;
  /** Writes a classifier with these weights. */
  readonly publish: (
    path: string,
    weights: Weights,
    metrics: Readonly<Record<string, number>>,
  ) => Promise<void>;
}

const photographWords: TaskWords = {
  rateSetting: '"schedule": {"base": ...}',
  captions: {
    accuracy:
      'Accuracy in percent over epochs. Training: the main classifier on patches, dropout on; validation: centre crops.',
    loss: 'Loss of the main classifier over epochs.',
  },
};

/** The training of a classifier, on whichever engine. Owns its trainer and its source. */
export class ClassifierTask implements TrainingTask {
  readonly steps: number;
  readonly bestBy = 'top1';
  readonly stepsPerEpoch: number;
  readonly words: TaskWords;
  readonly #options: ClassifierTaskOptions;
  /** Taken in all. */
  #taken = 0;

  constructor(options: ClassifierTaskOptions) {
    this.#options = options;
    this.stepsPerEpoch = options.source.stepsPerEpoch;
    this.steps = options.steps;
    this.words = options.words ?? photographWords;
  }

  async step(step: number): Promise<StepReport> {
    const { value: examples, waited } = await this.#options.source.training(step);
    const rate = this.#options.rate(step);
    const images = examples.labels.length;
    const { loss, mainLoss, correct } = await this.#options.trainer.learn(examples, { step, rate });
    this.#taken = step + 1;
    return { loss, mainLoss, accuracy: correct / images, rate, images, waited };
  }

  async validate(): Promise<Classified> {
    const { trainer, source } = this.#options;
    if (trainer.wantsStatistics) await trainer.observe(this.#latest());
    const scores = [];
    for await (const examples of source.validation()) {
      const { probabilities, classes } = await trainer.predict(examples);
      scores.push(scoreBatch(probabilities, examples.labels, classes));
    }
    return sumOf(scores);
  }

  /**
   * The batches learnt from last, for the statistics of the published weights. Those of the steps themselves belong to
   * other weights: their average costs some points of accuracy, more while the weights move fast.
   */
  async *#latest(): AsyncIterable<Examples> {
    const first = Math.max(0, this.#taken - STATISTICS_BATCHES);
    const count = this.#taken - first;
    const batches = new Ahead((i) => this.#options.source.batch(first + i), { depth: 2, end: count });
    for (let i = 0; i < count; i++) yield (await batches.take(i)).value;
  }

  get trainer(): ClassifierTrainer {
    return this.#options.trainer;
  }

  async publish(path: string, metrics: Readonly<Record<string, number>>): Promise<void> {
    await this.#options.publish(path, await this.#options.trainer.weights(), metrics);
  }

  [Symbol.dispose](): void {
    this.#options.trainer[Symbol.dispose]();
    this.#options.source[Symbol.dispose]();
  }
}
