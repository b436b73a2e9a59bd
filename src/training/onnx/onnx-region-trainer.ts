/** Legend: R = regions, K = classes. */
import { RcnnError } from '../../errors.js';
import type { RegionStepOptions } from '../../onnx/training/region-step.js';
import type { Weights } from '../../weights/weights.js';
import { checkExample, checkImage } from './check-example.js';
import type { RegionLosses } from './region-losses.js';
import { type RegionInput, regionLayouts } from './region-model.js';
import type {
  RegionExample,
  RegionPrediction,
  RegionTrainer,
  RegionTrainerOptions,
  StepOptions,
  StepResult,
} from './region-trainer.js';
import { StepThreads } from './step-threads.js';

type TrainerSettings = Required<
  Pick<
    RegionTrainerOptions,
    'weights' | 'seed' | 'momentum' | 'weightDecay' | 'clip' | 'averageDecay' | 'workers'
  >
>;

const prefixes = { weights: '', velocities: 'velocity/', averages: 'average/' };

export class OnnxRegionTrainer implements RegionTrainer {
  readonly #step: RegionStepOptions;
  readonly #settings: TrainerSettings;
  readonly #threads: StepThreads<RegionExample, RegionLosses, RegionInput, RegionPrediction>;
  /** The last step. A step waits for the predictions under way, and everything waits for a step. */
  #learning: Promise<unknown> = Promise.resolve();
  readonly #predicting = new Set<Promise<unknown>>();

  constructor(step: RegionStepOptions, settings: TrainerSettings) {
    this.#step = step;
    this.#settings = settings;
    this.#threads = new StepThreads({
      model: { regions: step },
      layouts: regionLayouts(step),
      weights: settings.weights,
      threads: settings.workers,
      // A step's photographs run in parallel, without the barriers inside operators.
      intraOpThreads: 1,
    });
  }

  get averageUpdates(): number {
    return this.#threads.averageUpdates;
  }

  step(examples: readonly RegionExample[], options: StepOptions): Promise<StepResult> {
    const result = this.#learning
      .then(() => Promise.allSettled(this.#predicting))
      .then(() => this.#learn(examples, options));
    this.#learning = result.catch(() => {});
    return result;
  }

  async #learn(
    examples: readonly RegionExample[],
    { step, rate, headRate }: StepOptions,
  ): Promise<StepResult> {
    const { seed, clip, momentum, weightDecay, averageDecay } = this.#settings;
    const used = usedRegions(examples, this.#step);
    const { losses, norm } = await this.#threads.gradients(
      examples.map((example, place) => ({ example, share: 1 / used, dropoutKey: [seed, step, place] })),
    );
    const result = summary(losses, { used, norm });
    if (!Number.isFinite(result.classLoss + result.boxLoss + norm)) {
      throw new RcnnError(
        'diverged',
        `Expected finite losses, but step ${step} has ${result.classLoss} for classes and ${result.boxLoss} for boxes: train at a lower rate.`,
      );
    }
    const heads = Object.values(this.#step.heads);
    await this.#threads.update({
      momentum,
      averageDecay,
      scale: norm > clip ? clip / norm : 1,
      of: ({ layer, kind }) => ({
        rate: heads.includes(layer) ? headRate : rate,
        decay: kind === 'bias' ? 0 : weightDecay,
      }),
    });
    return result;
  }

  async predict(
    input: RegionInput,
    { averaged = false }: { readonly averaged?: boolean } = {},
  ): Promise<RegionPrediction> {
    checkImage(input);
    await this.#learning;
    const result = this.#threads.forward(input, { averaged });
    this.#predicting.add(result);
    const forget = () => this.#predicting.delete(result);
    result.then(forget, forget);
    return result;
  }

  weights(): Weights {
    return this.#threads.weights({ averaged: false });
  }

  averaged(): Weights {
    return this.#threads.weights({ averaged: true });
  }

  state(): Weights {
    return new Map([...this.weights(), ...this.#threads.state(prefixes)]);
  }

  restore(state: Weights, averageUpdates: number): void {
    this.#threads.restore(state, averageUpdates, prefixes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#learning;
    this.#threads[Symbol.dispose]();
  }
}

/** @throws RcnnError `bad-option` when there are none, or an example is malformed */
function usedRegions(
  examples: readonly RegionExample[],
  { classes, hardest = Infinity }: RegionStepOptions,
): number {
  if (examples.length === 0) throw new RcnnError('bad-option', 'Expected a step of 1 or more examples.');
  for (const example of examples) checkExample(example, classes);
  const used = examples.reduce(
    (sum, { labels }) => sum + Math.min(hardest, labels.filter((label) => label >= 0).length),
    0,
  );
  if (used === 0) throw new RcnnError('bad-option', 'Expected a step to use 1 or more regions.');
  return used;
}

function summary(
  losses: readonly RegionLosses[],
  { used, norm }: { used: number; norm: number },
): StepResult {
  const sum = (of: (each: RegionLosses) => number) => losses.reduce((total, each) => total + of(each), 0);
  const group = (name: 'foreground' | 'background') => ({
    count: sum((each) => each[name].count),
    correct: sum((each) => each[name].correct),
  });
  return {
    classLoss: sum(({ classLoss }) => classLoss) / used,
    boxLoss: sum(({ boxLoss }) => boxLoss) / used,
    foreground: group('foreground'),
    background: group('background'),
    gradientNorm: norm,
    regionLosses: losses.map(({ each }) => each),
  };
}
