/**
 * The weights of a training, and the threads that update them. A step is: gradients, each part in whichever thread is
 * free; their sum and its norm; the update, in which every thread updates a share of the weights. The order of sums
 * does not depend on which thread is free when. Legend: L = trainable values.
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
  /** Threads, each with a graph of its own. */
  readonly threads: number;
  /** Threads that each graph's operators use. */
  readonly intraOpThreads: number;
}

/** Prefixes of a state's arrays. */
interface StatePrefixes {
  readonly weights: string;
  readonly velocities: string;
  readonly averages: string;
}

export class StepThreads<Example, Loss, Input, Output> implements Disposable {
  /** Steps that the running mean covers. */
  averageUpdates = 0;
  readonly #layouts: StepLayouts;
  readonly #memory: StepMemory;
  readonly #pool: WorkerPool<StepJob<Example, Input>, unknown>;
  /** Entries of the layout for each thread to update. */
  readonly #shares: readonly (readonly number[])[];
  /** L each, one per part of the largest step so far. */
  readonly #gradients: Float32Array[] = [];
  /** Incremented by every change of the weights. */
  #version = 0;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ model, layouts, weights, threads, intraOpThreads }: StepThreadsOptions) {
    const { trainable, frozen } = layouts;
    this.#layouts = layouts;
    this.#memory = {
      values: sharedFloats(trainable.length),
      velocities: sharedFloats(trainable.length),
      averages: sharedFloats(trainable.length),
      frozen: sharedFloats(frozen.length),
    };
    frozen.write(weights, this.#memory.frozen);
    trainable.write(weights, this.#memory.values);
    this.#memory.averages.set(this.#memory.values);
    this.#shares = shareOut(trainable.entries, threads);
    const workerData: ThreadOptions = { model, memory: this.#memory, intraOpThreads };
    this.#pool = new WorkerPool(new URL('./worker-thread.js', import.meta.url), { threads, workerData });
  }

  /** @returns the losses of the parts, and the norm of the sum of their gradients */
  async gradients(parts: readonly Part<Example>[]): Promise<{ losses: Loss[]; norm: number }> {
    while (this.#gradients.length < parts.length) {
      this.#gradients.push(sharedFloats(this.#layouts.trainable.length));
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

  /** Sums the gradients into the first. @returns the sum's norm, added up in the order of the layout */
  async #reduce(gradients: readonly Float32Array[]): Promise<number> {
    const squares = new Array<number>(this.#layouts.trainable.entries.length);
    await Promise.all(
      this.#shares.map(async (entries) => {
        const sums = await this.#run<number[]>({ reduce: { entries, gradients } });
        for (const [i, entry] of entries.entries()) squares[entry] = sums[i]!;
      }),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  /**
   * Updates the weights with the gradients that were computed last.
   *
   * @param options.of returns an entry's learning rate and weight decay
   * @param options.averageDecay of the running mean, per step
   */
  async update(
    options: Pick<UpdateOptions, 'momentum' | 'scale' | 'averageDecay'> & {
      readonly of: (entry: ParameterEntry) => { rate: number; decay: number };
    },
  ): Promise<void> {
    const { momentum, scale, of } = options;
    // The first updates form the plain mean, whose decay after n updates is n / (n + 1).
    const averageDecay = Math.min(options.averageDecay, this.averageUpdates / (this.averageUpdates + 1));
    const gradient = this.#gradients[0]!;
    await Promise.all(
      this.#shares.map((share) => {
        const entries = share.map((index) => ({ index, ...of(this.#layouts.trainable.entries[index]!) }));
        return this.#run({ update: { entries, gradient, momentum, scale, averageDecay } });
      }),
    );
    this.averageUpdates++;
    this.#version++;
  }

  /** Runs the forward pass alone, with the current weights or their running mean. */
  forward(input: Input, { averaged }: { averaged: boolean }): Promise<Output> {
    return this.#run({ forward: { input, version: this.#version, averaged } });
  }

  /** A copy of all weights, frozen ones included, or of their running mean. */
  weights({ averaged }: { averaged: boolean }): Map<string, WeightArray> {
    const { trainable, frozen } = this.#layouts;
    const { values, averages, frozen: kept } = this.#memory;
    return new Map([...frozen.read(kept), ...trainable.read(averaged ? averages : values)]);
  }

  /** A copy of what the next steps depend on: trainable weights, their velocities and running means. */
  state(prefixes: StatePrefixes): Map<string, WeightArray> {
    const { trainable } = this.#layouts;
    return new Map([
      ...trainable.read(this.#memory.values, prefixes.weights),
      ...trainable.read(this.#memory.velocities, prefixes.velocities),
      ...trainable.read(this.#memory.averages, prefixes.averages),
    ]);
  }

  /** @throws RcnnError `bad-weights` when the state is of another network; then nothing is changed */
  restore(state: Weights, averageUpdates: number, prefixes: StatePrefixes): void {
    const { trainable } = this.#layouts;
    const read = (prefix: string) => {
      const values = new Float32Array(trainable.length);
      trainable.write(state, values, prefix);
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

  /** Jobs under way still finish: a thread that is ended inside the runtime crashes the process. */
  [Symbol.dispose](): void {
    void Promise.allSettled(this.#underWay).then(() => this.#pool[Symbol.dispose]());
  }
}
