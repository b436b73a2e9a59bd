import { RcnnError, throwIfAborted } from './errors.js';

/** Lets at most some tasks run at once; the others wait and begin in the order in which they came. */
export class Turns {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  readonly #onIdle: (() => void)[] = [];
  #running = 0;

  /** @param limit tasks at once, from 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws RcnnError `aborted`, at once, for a task that still waits; what the task throws */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    if (this.#running >= this.#limit) await this.#turn(signal);
    else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The turn passes directly to the next, so that no new call gets in between.
      if (next) next();
      else if (--this.#running === 0) for (const callback of this.#onIdle.splice(0)) callback();
    }
  }

  /** Calls back once nothing runs or waits: at once when that is so already. */
  whenIdle(callback: () => void): void {
    if (this.#running === 0) callback();
    else this.#onIdle.push(callback);
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new RcnnError('aborted', 'Stopped on request.', { cause: signal?.reason }));
      };
      this.#waiting.push(go);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
