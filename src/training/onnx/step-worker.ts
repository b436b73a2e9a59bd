/** One thread of a training: gradients of a step's parts, and shares of the update. Legend: L = trainable values. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import { Sessions, type Values } from './session.js';
import type { StepMemory } from './step-memory.js';
import type { GraphRun, Part, StepModel } from './step-model.js';
import { sumGradients, sumOfSquares, type UpdateOptions, update } from './update.js';
import { WeightTensors } from './weight-tensors.js';

interface GradientTask<Example> extends Part<Example> {
  /** L: receives the gradient, in shared memory. */
  readonly into: Float32Array;
  /** Of the weights, which are copied again when it has changed. */
  readonly version: number;
}

interface ReduceTask {
  /** Entries of the layout. */
  readonly entries: readonly number[];
  /** L each. */
  readonly gradients: readonly Float32Array[];
}

interface UpdateTask extends Omit<UpdateOptions, 'rate' | 'decay'> {
  readonly entries: readonly { readonly index: number; readonly rate: number; readonly decay: number }[];
  /** L. */
  readonly gradient: Float32Array;
}

interface ForwardTask<Input> {
  readonly input: Input;
  readonly version: number;
  readonly averaged: boolean;
}

export type StepJob<Example, Input> =
  | { readonly gradient: GradientTask<Example> }
  | { readonly reduce: ReduceTask }
  | { readonly update: UpdateTask }
  | { readonly forward: ForwardTask<Input> };

export class StepWorker<Example, Loss, Input, Output> {
  readonly #model: StepModel<Example, Loss, Input, Output>;
  readonly #runtime: Runtime;
  readonly #memory: StepMemory;
  readonly #sessions: Sessions;
  readonly #frozen: WeightTensors;
  readonly #current: WeightTensors;
  #averaged: WeightTensors | undefined;
  #version = -1;
  #averagedVersion = -1;

  constructor(
    model: StepModel<Example, Loss, Input, Output>,
    { runtime, memory, intraOpThreads }: { runtime: Runtime; memory: StepMemory; intraOpThreads: number },
  ) {
    this.#model = model;
    this.#runtime = runtime;
    this.#memory = memory;
    this.#sessions = new Sessions(runtime, { intraOpThreads });
    const { trainable, frozen } = model.layouts;
    this.#frozen = new WeightTensors(runtime, frozen, { backward: false });
    this.#frozen.fill(memory.frozen);
    this.#current = new WeightTensors(runtime, trainable, { backward: true });
  }

  async run(job: StepJob<Example, Input>): Promise<Loss | number[] | undefined | Output> {
    if ('gradient' in job) return this.#gradient(job.gradient);
    if ('reduce' in job) return this.#reduce(job.reduce);
    if ('forward' in job) return this.#forward(job.forward);
    this.#update(job.update);
    return undefined;
  }

  async #gradient({ into, version, ...part }: GradientTask<Example>): Promise<Loss> {
    const run = this.#model.train(part);
    const results = await this.#run('train', run, this.#fetch(version));
    for (const { layer, kind, offset } of this.#model.layouts.trainable.entries) {
      into.set(results[`${layer}:${kind} gradient`]!.data as Float32Array, offset);
    }
    return run.read(results);
  }

  async #forward({ input, version, averaged }: ForwardTask<Input>): Promise<Output> {
    const run = this.#model.forward!(input);
    const weights = averaged ? this.#fetchAveraged(version) : this.#fetch(version);
    return run.read(await this.#run('forward', run, weights));
  }

  #run(purpose: string, { key, write, feeds }: GraphRun<unknown>, weights: WeightTensors): Promise<Values> {
    return this.#sessions.run(`${purpose} ${key}`, {
      write,
      feeds: { ...this.#frozen.feeds, ...weights.feeds, ...feeds },
    });
  }

  /** Sums the parts' gradients into the first one, over some entries. @returns the sum of squares of each */
  #reduce({ entries, gradients }: ReduceTask): number[] {
    return entries.map((index) => {
      const { from, to } = this.#range(index);
      sumGradients(gradients, from, to);
      return sumOfSquares(gradients[0]!, from, to);
    });
  }

  #update({ entries, gradient, ...options }: UpdateTask): void {
    const arrays = { ...this.#memory, gradient };
    for (const { index, rate, decay } of entries) {
      update(arrays, this.#range(index), { ...options, rate, decay });
    }
  }

  #range(index: number): { from: number; to: number } {
    const { offset, length } = this.#model.layouts.trainable.entries[index]!;
    return { from: offset, to: offset + length };
  }

  #fetch(version: number): WeightTensors {
    if (version !== this.#version) this.#current.fill(this.#memory.values);
    this.#version = version;
    return this.#current;
  }

  #fetchAveraged(version: number): WeightTensors {
    this.#averaged ??= new WeightTensors(this.#runtime, this.#model.layouts.trainable, { backward: false });
    if (version !== this.#averagedVersion) this.#averaged.fill(this.#memory.averages);
    this.#averagedVersion = version;
    return this.#averaged;
  }
}
