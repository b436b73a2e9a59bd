/**
 * The weights of a training, and the threads that move them. A step is: gradients, each part of it in whichever thread
 * is free; their sum and its length; the update, in which every thread moves a share of the weights. Sums run in an
 * order that does not depend on which thread was ready when. Legend: L = all values that learn.
 */
import type { ParameterEntry } from '../../onnx/training/parameter-layout.js';
import { WorkerPool } from '../../platform/node/worker-pool.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { shareOut } from './share-out.js';
import { type StepLayouts, type StepMemory, sharedFloats } from './step-memory.js';
import type { Part } from './step-model.js';
import type { StepJob } from './step-worker.js';
import type { UpdateOptions } from './update.js';
import type { ThreadModel, ThreadOptions } from './worker-thread.js';

export interface StepThreadsOptions {
  readonly model: ThreadModel;
  readonly layouts: StepLayouts;
  readonly weights: Weights;
  /** How many run side by side. */
  readonly threads: number;
  /** How many work inside an operator of each. */
  readonly threadsInside: number;
}

/** Names a state's arrays: weights, velocities and averages. */
export interface StatePrefixes {
  readonly weights: string;
  readonly velocities: string;
  readonly averages: string;
}

export class StepThreads<Example, Loss, Input, Prediction> implements Disposable {
  /** Steps that the running mean has seen. */
  averageUpdates = 0;
  readonly #layouts: StepLayouts;
  readonly #memory: StepMemory;
  readonly #pool: WorkerPool<StepJob<Example, Input>, unknown>;
  /** Entries of the layout for each thread to move. */
  readonly #shares: readonly (readonly number[])[];
  /** L each, as many as the largest step had parts. */
  readonly #gradients: Float32Array[] = [];
  /** Counts the changes of the weights. */
  #version = 0;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ model, layouts, weights, threads, threadsInside }: StepThreadsOptions) {
    const { learning, frozen } = layouts;
    this.#layouts = layouts;
    this.#memory = {
      values: sharedFloats(learning.length),
      velocities: sharedFloats(learning.length),
      averages: sharedFloats(learning.length),
      frozen: sharedFloats(frozen.length),
    };
    frozen.write(weights, this.#memory.frozen);
    learning.write(weights, this.#memory.values);
    this.#memory.averages.set(this.#memory.values);
    this.#shares = shareOut(learning.entries, threads);
    const workerData: ThreadOptions = { model, memory: this.#memory, threads: threadsInside };
    this.#pool = new WorkerPool(new URL('./worker-thread.js', import.meta.url), { threads, workerData });
  }

  /** @returns the losses of the parts, and the length of the sum of their gradients */
  async gradients(parts: readonly Part<Example>[]): Promise<{ losses: Loss[]; norm: number }> {
    while (this.#gradients.length < parts.length) {
      this.#gradients.push(sharedFloats(this.#layouts.learning.length));
    }
    const gradients = this.#gradients.slice(0, parts.length);
    const losses = await Promise.all(
      parts.map((part, i) => {
        const job = { gradient: { ...part, into: gradients[i]!, version: this.#version } };
        return this.#run<Loss>(job);
      }),
    );
    return { losses, norm: await this.#reduce(gradients) };
  }

  /** Sums the gradients into the first. @returns the sum's length, added up in the order of the layout */
  async #reduce(gradients: readonly Float32Array[]): Promise<number> {
    const squares = new Array<number>(this.#layouts.learning.entries.length);
    await Promise.all(
      this.#shares.map(async (entries) => {
        const sums = await this.#run<number[]>({ reduce: { entries, gradients } });
        for (const [i, entry] of entries.entries()) squares[entry] = sums[i]!;
      }),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  /**
   * Moves the weights by the gradients that were computed last.
   *
   * @param options.of gives an entry's learning rate and weight decay
   * @param options.averageDecay what is left of the running mean after a step
   */
  async update(
    options: Pick<UpdateOptions, 'momentum' | 'scale'> & {
      readonly of: (entry: ParameterEntry) => { rate: number; decay: number };
      readonly averageDecay: number;
    },
  ): Promise<void> {
    const { momentum, scale, of, averageDecay } = options;
    // After n updates the plain mean keeps n / (n + 1) of what it was.
    const kept = Math.min(averageDecay, this.averageUpdates / (this.averageUpdates + 1));
    const gradient = this.#gradients[0]!;
    await Promise.all(
      this.#shares.map((share) => {
        const entries = share.map((index) => ({ index, ...of(this.#layouts.learning.entries[index]!) }));
        return this.#run({ update: { entries, gradient, momentum, scale, kept } });
      }),
    );
    this.averageUpdates++;
    this.#version++;
  }

  predict(input: Input, averaged: boolean): Promise<Prediction> {
    return this.#run({ predict: { input, version: this.#version, averaged } });
  }

  /** A copy of all weights, frozen ones included, or of their running mean. */
  weights({ averaged }: { averaged: boolean }): Map<string, WeightArray> {
    const { learning, frozen } = this.#layouts;
    const { values, averages, frozen: kept } = this.#memory;
    return new Map([...frozen.read(kept), ...learning.read(averaged ? averages : values)]);
  }

  /** A copy of what the next steps depend on, of the weights that learn. */
  state(prefixes: StatePrefixes): Map<string, WeightArray> {
    const { learning } = this.#layouts;
    return new Map([
      ...learning.read(this.#memory.values, prefixes.weights),
      ...learning.read(this.#memory.velocities, prefixes.velocities),
      ...learning.read(this.#memory.averages, prefixes.averages),
    ]);
  }

  /** @throws RcnnError `bad-weights` when the state is of another network; nothing has changed then */
  restore(state: Weights, averageUpdates: number, prefixes: StatePrefixes): void {
    const { learning } = this.#layouts;
    const read = (prefix: string) => {
      const values = new Float32Array(learning.length);
      learning.write(state, values, prefix);
      return values;
    };
    const [values, velocities, averages] = [
      read(prefixes.weights),
      read(prefixes.velocities),
      read(prefixes.averages),
    ];
    this.#memory.values.set(values);
    this.#memory.velocities.set(velocities);
    this.#memory.averages.set(averages);
    this.averageUpdates = averageUpdates;
    this.#version++;
  }

  #run<Result>(job: StepJob<Example, Input>): Promise<Result> {
    const result = this.#pool.run(job) as Promise<Result>;
    this.#underWay.add(result);
    const forget = () => this.#underWay.delete(result);
    result.then(forget, forget);
    return result;
  }

  /** What is under way still finishes: a thread that ends inside the runtime takes the process with it. */
  [Symbol.dispose](): void {
    void Promise.allSettled(this.#underWay).then(() => this.#pool.dispose());
  }
}
