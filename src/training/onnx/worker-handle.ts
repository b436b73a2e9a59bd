/** The main thread's end of a `RegionWorker`. */
import type { Worker } from 'node:worker_threads';
import { RcnnError } from '../../errors.js';
import { startWorker } from '../../start-worker.js';
import type { RegionWorker, RegionWorkerOptions } from './region-worker.js';

type Method = 'gradient' | 'reduce' | 'update' | 'predict' | 'sessions' | 'dispose';

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly argument: unknown;
}

export interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class WorkerHandle {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #failure: unknown;

  constructor(options: RegionWorkerOptions) {
    this.#worker = startWorker(new URL('./worker-thread.js', import.meta.url), { workerData: options });
    this.#worker.unref(); // calls under way hold the process, not idle threads
    this.#worker.on('message', ({ id, result, error }: Reply) => {
      const { resolve, reject } = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker.unref();
      if (error === undefined) resolve(result);
      else reject(error);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () =>
      this.#fail(new RcnnError('engine-unavailable', 'A training thread has ended.')),
    );
  }

  /** Calls under way. */
  get pending(): number {
    return this.#waiting.size;
  }

  call<M extends Method>(
    method: M,
    ...[argument]: Parameters<RegionWorker[M]>
  ): Promise<Awaited<ReturnType<RegionWorker[M]>>> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#calls++;
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#worker.postMessage({ id, method, argument } satisfies Call);
    });
  }

  async dispose(): Promise<void> {
    if (!this.#failure) await this.call('dispose');
    this.#failure ??= new RcnnError('bad-option', 'This trainer was disposed of; make another.');
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
