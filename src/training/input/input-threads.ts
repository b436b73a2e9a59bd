/** Decodes photographs and makes patches in worker threads, beside the training that waits for none of it. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { type ErrorCode, RcnnError } from '../../errors.js';
import { startWorker } from '../../platform/node/start-worker.js';
import { DecodedCache, sharePixels } from './decoded-cache.js';
import type { BatchOrder, PhotographList } from './patches-of.js';

/** What a worker is sent; it answers with a {@link BatchDone}. */
export interface BatchJob {
  readonly id: number;
  readonly order: BatchOrder;
}

export type BatchDone =
  | { readonly id: number; readonly data: Float32Array }
  | {
      readonly id: number;
      readonly failure: { readonly message: string; readonly code: ErrorCode | undefined };
    };

export interface InputThreadsOptions {
  readonly inputThreads: number;
  /** Memory for decoded photographs, shared by the threads. */
  readonly cacheBytes: number;
}

/** Half the cores: the training computes on all of them. */
export function defaultInputThreads(): number {
  return Math.max(1, availableParallelism() >> 1);
}

interface Waiting {
  resolve(data: Float32Array): void;
  reject(error: unknown): void;
}

export class InputThreads implements Disposable {
  readonly #workers: { worker: Worker; waiting: Map<number, Waiting> }[];
  readonly #cache: DecodedCache;
  #latest = 0;
  #disposed = false;

  constructor(list: PhotographList, { inputThreads, cacheBytes }: InputThreadsOptions) {
    const shared = sharePixels(list.files.length, cacheBytes);
    this.#cache = new DecodedCache(shared);
    this.#workers = Array.from({ length: inputThreads }, () => {
      const worker = startWorker(new URL('./input-worker.js', import.meta.url), {
        workerData: { list, shared },
      });
      const waiting = new Map<number, Waiting>();
      worker.on('message', (done: BatchDone) => settle(waiting, done));
      worker.on('error', (cause) => this.#fail(cause));
      worker.on('exit', () => this.#fail(new Error('An input thread ended early.')));
      return { worker, waiting };
    });
  }

  /** Photographs that are kept decoded. */
  get cached(): number {
    return this.#cache.count;
  }

  /**
   * @returns N x side x side x 3, preprocessed; rejects with RcnnError `file-not-found` or `bad-image` that names
   *   the photograph
   */
  batch(order: BatchOrder): Promise<Float32Array> {
    const { worker, waiting } = this.#workers.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const id = ++this.#latest;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, order } satisfies BatchJob);
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const { worker } of this.#workers) void worker.terminate();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #fail(cause: unknown): void {
    if (this.#disposed) return;
    for (const { waiting } of this.#workers) {
      for (const { reject } of waiting.values()) reject(cause);
      waiting.clear();
    }
  }
}

function settle(waiting: Map<number, Waiting>, done: BatchDone): void {
  const waiter = waiting.get(done.id);
  waiting.delete(done.id);
  if ('data' in done) {
    waiter?.resolve(done.data);
    return;
  }
  const { message, code } = done.failure;
  waiter?.reject(code ? new RcnnError(code, message) : new Error(message));
}
