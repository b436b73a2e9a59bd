/** Legend: R = regions, K = classes, L = all values that learn. */
import { RcnnError } from '../../errors.js';
import type { RegionStepOptions } from '../../onnx/training/region-step.js';
import { WorkerPool } from '../../platform/node/worker-pool.js';
import type { Weights } from '../../weights/weights.js';
import { checkExample, checkImage } from './check-example.js';
import type { RegionLosses } from './region-losses.js';
import type {
  RegionExample,
  RegionPrediction,
  RegionTrainer,
  RegionTrainerOptions,
  StepOptions,
  StepResult,
} from './region-trainer.js';
import type { RegionJob, RegionWorkerOptions } from './region-worker.js';
import { shareOut } from './share-out.js';
import { type StepLayouts, type StepMemory, sharedFloats, stepLayouts } from './step-memory.js';

export type TrainerSettings = Required<
  Pick<
    RegionTrainerOptions,
    'weights' | 'seed' | 'momentum' | 'weightDecay' | 'clip' | 'averageDecay' | 'workers'
  >
>;

/** Prefixes of a state's arrays that are not weights. */
const VELOCITY = 'velocity/';
const AVERAGE = 'average/';

/**
 * The threads share the weights and each photograph's gradient. A step is: gradients, one photograph a thread at a
 * time; their sum and its length; the update, in which every thread moves its own part. Sums run in an order that
 * does not depend on which thread was ready when.
 */
export class OnnxRegionTrainer implements RegionTrainer {
  readonly #step: RegionStepOptions;
  readonly #settings: TrainerSettings;
  readonly #layouts: StepLayouts;
  readonly #memory: StepMemory;
  readonly #pool: WorkerPool<RegionJob, unknown>;
  /** Entries of the layout for each thread to move. */
  readonly #shares: readonly (readonly number[])[];
  /** L each, as many as the largest step had photographs. */
  readonly #gradients: Float32Array[] = [];
  #averageUpdates = 0;
  /** Counts the changes of the weights. */
  #version = 0;
  /** A step waits for the predictions under way, and everything waits for a step. */
  #learning: Promise<unknown> = Promise.resolve();
  readonly #predicting = new Set<Promise<unknown>>();

  constructor(step: RegionStepOptions, settings: TrainerSettings) {
    this.#step = step;
    this.#settings = settings;
    this.#layouts = stepLayouts(step);
    const { learning, frozen } = this.#layouts;
    this.#memory = {
      values: sharedFloats(learning.length),
      velocities: sharedFloats(learning.length),
      averages: sharedFloats(learning.length),
      frozen: sharedFloats(frozen.length),
    };
    frozen.write(settings.weights, this.#memory.frozen);
    learning.write(settings.weights, this.#memory.values);
    this.#memory.averages.set(this.#memory.values);
    this.#shares = shareOut(learning.entries, settings.workers);
    this.#pool = new WorkerPool(new URL('./worker-thread.js', import.meta.url), {
      threads: settings.workers,
      workerData: { step, memory: this.#memory } satisfies RegionWorkerOptions,
    });
  }

  get averageUpdates(): number {
    return this.#averageUpdates;
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
    const { clip } = this.#settings;
    if (examples.length === 0) throw new RcnnError('bad-option', 'Expected a step of 1 or more examples.');
    for (const example of examples) checkExample(example, this.#step.classes);
    const used = examples.reduce((sum, { labels }) => sum + labels.filter((label) => label >= 0).length, 0);
    if (used === 0) throw new RcnnError('bad-option', 'Expected a step to use 1 or more regions.');
    const gradients = this.#gradientsFor(examples.length);
    const losses = await this.#gradientsOf(examples, { gradients, step, share: 1 / used });
    const norm = await this.#reduce(gradients);
    const result = summary(losses, { used, norm });
    if (!Number.isFinite(result.classLoss + result.boxLoss + norm)) {
      throw new RcnnError(
        'diverged',
        `Expected finite losses, but step ${step} has ${result.classLoss} and ${result.boxLoss}: train at a lower rate.`,
      );
    }
    await this.#update(gradients[0]!, { rate, headRate, scale: norm > clip ? clip / norm : 1 });
    this.#averageUpdates++;
    this.#version++;
    return result;
  }

  #gradientsOf(
    examples: readonly RegionExample[],
    { gradients, step, share }: { gradients: readonly Float32Array[]; step: number; share: number },
  ): Promise<RegionLosses[]> {
    return Promise.all(
      examples.map((example, place) => {
        const dropoutKey = [this.#settings.seed, step, place];
        const into = gradients[place]!;
        const job = { gradient: { example, into, version: this.#version, dropoutKey, share } };
        return this.#pool.run(job) as Promise<RegionLosses>;
      }),
    );
  }

  /** Sums the gradients into the first. @returns the sum's length, added up in the order of the layout */
  async #reduce(gradients: readonly Float32Array[]): Promise<number> {
    const squares = new Array<number>(this.#layouts.learning.entries.length);
    await Promise.all(
      this.#shares.map(async (entries) => {
        const sums = (await this.#pool.run({ reduce: { entries, gradients } })) as number[];
        for (const [i, entry] of entries.entries()) squares[entry] = sums[i]!;
      }),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  async #update(
    gradient: Float32Array,
    given: { rate: number; headRate: number; scale: number },
  ): Promise<void> {
    const { momentum, weightDecay: decay, averageDecay } = this.#settings;
    // After n updates the plain mean keeps n / (n + 1) of what it was.
    const kept = Math.min(averageDecay, this.#averageUpdates / (this.#averageUpdates + 1));
    await Promise.all(
      this.#shares.map((entries) =>
        this.#pool.run({ update: { entries, gradient, ...given, momentum, decay, kept } }),
      ),
    );
  }

  #gradientsFor(photographs: number): Float32Array[] {
    while (this.#gradients.length < photographs) {
      this.#gradients.push(sharedFloats(this.#layouts.learning.length));
    }
    return this.#gradients.slice(0, photographs);
  }

  async predict(
    example: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>,
    { averaged = false }: { readonly averaged?: boolean } = {},
  ): Promise<RegionPrediction> {
    checkImage(example);
    await this.#learning;
    const job = { predict: { example, version: this.#version, averaged } };
    const result = this.#pool.run(job) as Promise<RegionPrediction>;
    this.#predicting.add(result);
    const forget = () => this.#predicting.delete(result);
    result.then(forget, forget);
    return result;
  }

  weights(): Weights {
    return this.#published(this.#memory.values);
  }

  averaged(): Weights {
    return this.#published(this.#memory.averages);
  }

  #published(learnt: Float32Array): Weights {
    const { learning, frozen } = this.#layouts;
    return new Map([...frozen.read(this.#memory.frozen), ...learning.read(learnt)]);
  }

  state(): Weights {
    const { learning } = this.#layouts;
    return new Map([
      ...this.weights(),
      ...learning.read(this.#memory.velocities, VELOCITY),
      ...learning.read(this.#memory.averages, AVERAGE),
    ]);
  }

  restore(state: Weights, averageUpdates: number): void {
    const { learning } = this.#layouts;
    const read = (prefix: string) => {
      const values = new Float32Array(learning.length);
      learning.write(state, values, prefix);
      return values;
    };
    // All is read before anything changes, so that a state of another network leaves this one as it is.
    const [values, velocities, averages] = [read(''), read(VELOCITY), read(AVERAGE)];
    this.#memory.values.set(values);
    this.#memory.velocities.set(velocities);
    this.#memory.averages.set(averages);
    this.#averageUpdates = averageUpdates;
    this.#version++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#learning;
    this.#pool.dispose();
  }
}

function summary(
  losses: readonly RegionLosses[],
  { used, norm }: { used: number; norm: number },
): StepResult {
  const sum = (of: (each: RegionLosses) => number) => losses.reduce((total, each) => total + of(each), 0);
  const group = (name: 'foreground' | 'background') => ({
    count: sum((each) => each[name].count),
    right: sum((each) => each[name].right),
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
