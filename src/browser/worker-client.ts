import { RcnnError, throwIfAborted } from '../errors.js';
import type { Loading } from '../platform/web/fetch-file.js';
import type { FromWorker, Job, ToWorker } from './messages.js';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: Loading) => void) | undefined;
}

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  /** Moved instead of copied. */
  readonly transfer?: Transferable[];
  readonly onProgress?: ((progress: Loading) => void) | undefined;
}

/** Sends jobs to a module worker, which answers each in its time. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #latest = 0;
  /** Why no further call is taken. */
  #ended: RcnnError | undefined;

  constructor(script: string) {
    this.#worker = new Worker(script, { type: 'module', name: 'googlenet-rcnn' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    this.#worker.onerror = ({ message }) => {
      const why = message ? `it stopped: ${message}` : 'there is none, or it is no script of this host';
      this.end(new RcnnError('engine-unavailable', `Expected the worker ${script} to run, but ${why}.`));
    };
  }

  /** @throws what the job threw, an RcnnError with its own code; `aborted` */
  call(job: Job, { signal, transfer = [], onProgress }: JobOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      throwIfAborted(signal);
      if (this.#ended) throw this.#ended;
      const id = ++this.#latest;
      const abort = () => {
        this.#waiting.delete(id);
        this.#post({ abort: id });
        reject(new RcnnError('aborted', 'Stopped on request.', { cause: signal?.reason }));
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          signal?.removeEventListener('abort', abort);
          settle(value);
        };
      };
      this.#post({ id, job }, transfer);
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject), onProgress });
    });
  }

  /** Ends the worker; calls under way and later ones are rejected. */
  end(cause: RcnnError): void {
    this.#ended ??= cause;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return; // given up meanwhile
    if ('progress' in message) {
      waiting.onProgress?.(message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if ('result' in message) waiting.resolve(message.result);
    else {
      const { code, message: text } = message.failure;
      waiting.reject(code ? new RcnnError(code, text) : new Error(text));
    }
  }
}
