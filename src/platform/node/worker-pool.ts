/** Sends jobs to worker threads of one script, which answers them with `answerJobs`. Threads start when needed. */
import { availableParallelism } from 'node:os';
import type { Transferable, Worker } from 'node:worker_threads';
import { type ErrorCode, RcnnError, throwIfAborted } from '../../errors.js';
import { startWorker } from './start-worker.js';

/** Message to a thread. */
export type ToThread = { readonly id: number; readonly job: unknown } | { readonly abort: number };

/** Message from a thread. */
export type FromThread =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure };

/** An error on its way between threads: a structured clone would lose its code and its class. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: ErrorCode | undefined;
}

export interface WorkerPoolOptions {
  /** At most this many threads. Default: one per core. */
  readonly threads?: number;
  /** Jobs that a thread has at once; more than one where its work waits for files. Default 1. */
  readonly jobsPerThread?: number;
  /** `workerData` of every thread. */
  readonly workerData?: unknown;
}

export interface JobOptions {
  /** Moved to the thread instead of copied. */
  readonly transfer?: readonly Transferable[];
  /** When aborted, the call rejects with `aborted`; a running job sees it as its own signal, a waiting one never starts. */
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly job: unknown;
  readonly transfer: readonly Transferable[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds: a job that has not heard by then that nobody waits for it is not within one native call. */
const LONGEST_END = 30_000;

/** Busy threads keep the process alive; idle ones do not. */
export class WorkerPool<Job, Result> implements Disposable {
  /** At most this many threads; may be raised between jobs. */
  threads: number;
  readonly #script: URL;
  readonly #jobsPerThread: number;
  readonly #workerData: unknown;
  readonly #running: PoolThread[] = [];
  readonly #queue: Waiting[] = [];
  #disposed = false;

  constructor(script: URL, options: WorkerPoolOptions = {}) {
    this.#script = script;
    this.threads = options.threads ?? availableParallelism();
    this.#jobsPerThread = options.jobsPerThread ?? 1;
    this.#workerData = options.workerData;
  }

  /**
   * Jobs start in the order in which they come.
   *
   * @throws what the job threw in its thread, an RcnnError with its own code; `aborted`; an Error when the thread died
   */
  run(job: Job, { transfer = [], signal }: JobOptions = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      throwIfAborted(signal);
      if (this.#disposed)
        throw new Error('Expected a pool of threads that is in use, but it is disposed of.');
      const abort = () => this.#abort(waiting);
      const done = () => signal?.removeEventListener('abort', abort);
      const waiting: Waiting = {
        job,
        transfer,
        resolve: (result) => {
          done();
          resolve(result as Result);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiting);
      this.#next();
    });
  }

  /** Starts all threads now, so that the first jobs need not wait for them. */
  start(): void {
    while (!this.#disposed && this.#running.length < this.threads) this.#startThread();
  }

  /**
   * Ends the threads; jobs that are not done are rejected at once. A thread that is busy is told to stop and ends after
   * what it is at: one that ends inside a native call takes the process with it.
   */
  [Symbol.dispose](): void {
    this.#disposed = true;
    const gone = new RcnnError('aborted', 'Stopped: the threads that worked on this were ended.');
    for (const { reject } of this.#queue.splice(0)) reject(gone);
    for (const thread of this.#running.splice(0)) thread.end(gone);
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const thread = this.#freeThread();
      if (!thread) return;
      thread.send(this.#queue.shift()!);
    }
  }

  #freeThread(): PoolThread | undefined {
    const least = this.#running.reduce<PoolThread | undefined>(
      (best, thread) => (best && best.pending <= thread.pending ? best : thread),
      undefined,
    );
    if (least?.pending === 0) return least;
    if (this.#running.length < this.threads) return this.#startThread();
    return least && least.pending < this.#jobsPerThread ? least : undefined;
  }

  #startThread(): PoolThread {
    const worker = startWorker(this.#script, { workerData: this.#workerData });
    const thread: PoolThread = new PoolThread(worker, {
      free: () => this.#next(),
      gone: () => {
        const at = this.#running.indexOf(thread);
        if (at >= 0) this.#running.splice(at, 1);
        this.#next();
      },
    });
    this.#running.push(thread);
    return thread;
  }

  #abort(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at >= 0) this.#queue.splice(at, 1);
    else for (const thread of this.#running) thread.abort(waiting);
    waiting.reject(new RcnnError('aborted', 'Stopped on request.'));
  }
}

class PoolThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #latest = 0;
  /** Jobs that the thread is still at while it ends. */
  #ending: number | undefined;

  constructor(worker: Worker, on: { free(): void; gone(): void }) {
    this.#worker = worker;
    const stop = (cause: unknown) => {
      on.gone();
      this.#rejectAll(cause);
    };
    worker.on('message', (answer: FromThread) => {
      this.#settle(answer);
      on.free();
    });
    worker.on('error', stop);
    worker.on('exit', (code) => stop(new Error(`A worker thread ended early, with code ${code}.`)));
    worker.unref(); // after the listeners, since one for messages holds the process again
  }

  get pending(): number {
    return this.#waiting.size;
  }

  send(waiting: Waiting): void {
    const id = ++this.#latest;
    try {
      this.#worker.postMessage({ id, job: waiting.job } satisfies ToThread, waiting.transfer);
    } catch (error) {
      waiting.reject(error); // the job cannot be cloned
      return;
    }
    this.#waiting.set(id, waiting);
    this.#worker.ref();
  }

  abort(waiting: Waiting): void {
    for (const [id, sent] of this.#waiting) {
      if (sent === waiting) this.#worker.postMessage({ abort: id } satisfies ToThread);
    }
  }

  end(cause: unknown): void {
    this.#ending = this.#waiting.size;
    for (const id of this.#waiting.keys()) this.#worker.postMessage({ abort: id } satisfies ToThread);
    this.#rejectAll(cause);
    if (this.#ending === 0) void this.#worker.terminate();
    else setTimeout(() => void this.#worker.terminate(), LONGEST_END).unref();
  }

  #settle(answer: FromThread): void {
    if (this.#ending !== undefined) {
      if (--this.#ending === 0) void this.#worker.terminate();
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('failure' in answer) waiting?.reject(errorOf(answer.failure));
    else waiting?.resolve(answer.result);
  }

  #rejectAll(cause: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}

/** An RcnnError keeps its code; every error keeps the stack of its thread. */
function errorOf({ name, message, stack, code }: Failure): Error {
  const error = code ? new RcnnError(code, message) : Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
