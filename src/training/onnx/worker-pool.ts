/** The threads of a trainer. Legend: L = all values that learn. */
import type { ParameterLayout } from '../../onnx/training/parameter-layout.js';
import type { RegionStepOptions } from '../../onnx/training/region-step.js';
import type { UpdateTask } from './region-worker.js';
import type { StepMemory } from './step-memory.js';
import { WorkerHandle } from './worker-handle.js';

export class WorkerPool {
  readonly #workers: readonly WorkerHandle[];
  /** For each thread the entries of the layout that it updates. */
  readonly #shares: readonly (readonly number[])[];

  constructor(options: {
    step: RegionStepOptions;
    memory: StepMemory;
    layout: ParameterLayout;
    workers: number;
  }) {
    const { step, memory, layout, workers } = options;
    this.#shares = shareOut(layout, workers);
    this.#workers = this.#shares.map((entries) => new WorkerHandle({ step, memory, entries }));
  }

  /** The thread with the fewest calls under way. */
  get idlest(): WorkerHandle {
    return this.#workers.reduce((best, worker) => (worker.pending < best.pending ? worker : best));
  }

  /** Every thread takes the next item as soon as it is free. @returns results in the items' order */
  async each<Item, Result>(
    items: readonly Item[],
    run: (worker: WorkerHandle, item: Item, place: number) => Promise<Result>,
  ): Promise<Result[]> {
    const results = new Array<Result>(items.length);
    const queue = items.entries();
    await Promise.all(
      this.#workers.map(async (worker) => {
        for (const [place, item] of queue) results[place] = await run(worker, item, place);
      }),
    );
    return results;
  }

  /** Sums the gradients (L each) into the first. @returns the sum's length, added up in the order of the layout */
  async norm(gradients: readonly Float32Array[]): Promise<number> {
    const squares: number[] = [];
    await Promise.all(
      this.#workers.map(async (worker, thread) => {
        const own = await worker.call('reduce', { gradients });
        for (const [i, entry] of this.#shares[thread]!.entries()) squares[entry] = own[i]!;
      }),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  async all(method: 'update', task: UpdateTask): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.call(method, task)));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.dispose()));
  }
}

/** Entries for each thread, about equally many values: the largest first, each to whom has least. */
function shareOut({ entries }: ParameterLayout, workers: number): number[][] {
  const shares = Array.from({ length: workers }, () => ({ entries: [] as number[], values: 0 }));
  const order = [...entries.keys()].sort((a, b) => entries[b]!.length - entries[a]!.length);
  for (const entry of order) {
    const least = shares.reduce((best, share) => (share.values < best.values ? share : best));
    least.entries.push(entry);
    least.values += entries[entry]!.length;
  }
  return shares.map((share) => share.entries);
}
