/** Decodes photographs and makes patches in worker threads, beside the training that waits for none of it. */
import { availableParallelism } from 'node:os';
import { WorkerPool } from '../../platform/node/worker-pool.js';
import { sharePixels } from './decoded-cache.js';
import type { BatchOrder, PhotographList } from './patches-of.js';

export interface InputThreadsOptions {
  readonly inputThreads: number;
  /** Memory for decoded photographs, shared by the threads. */
  readonly cacheBytes: number;
}

/** Half the cores: the training computes on all of them. */
export function defaultInputThreads(): number {
  return Math.max(1, availableParallelism() >> 1);
}

/** Batches that a thread is sent at once: while one's photographs are read, another's patches are made. */
const BATCHES_PER_THREAD = 4;

export class InputThreads implements Disposable {
  readonly #pool: WorkerPool<BatchOrder, Float32Array>;

  constructor(list: PhotographList, { inputThreads, cacheBytes }: InputThreadsOptions) {
    const shared = sharePixels(list.files.length, cacheBytes);
    this.#pool = new WorkerPool(new URL('./input-worker.js', import.meta.url), {
      threads: inputThreads,
      jobsPerThread: BATCHES_PER_THREAD,
      workerData: { list, shared },
    });
  }

  /**
   * @returns N x side x side x 3, preprocessed; rejects with RcnnError `file-not-found` or `bad-image` that names
   *   the photograph
   */
  batch(order: BatchOrder): Promise<Float32Array> {
    return this.#pool.run(order);
  }

  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }
}
