import { setImmediate } from 'node:timers/promises';
import { say } from './output/output.js';

/** What a shell reports of a process that such a signal ended. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof CODES;

/**
 * Ctrl-C and SIGTERM ask the command to stop: it finishes what must be finished and keeps what it computed. The
 * second of either finds no listener and ends the process.
 */
export class StopSignals implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners: readonly (readonly [StopSignal, () => void])[];
  #came: StopSignal | undefined;

  constructor() {
    this.#listeners = (Object.keys(CODES) as StopSignal[]).map((name) => [name, () => this.#stop(name)]);
    for (const [name, listener] of this.#listeners) process.on(name, listener);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of a command that was asked to stop; undefined for one that was not. */
  async exitCode(): Promise<number | undefined> {
    // A signal that came while the thread computed is delivered in between.
    await setImmediate();
    await setImmediate();
    return this.#came && CODES[this.#came];
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) process.removeListener(name, listener);
  }

  #stop(name: StopSignal): void {
    this[Symbol.dispose]();
    this.#came = name;
    say(name === 'SIGINT' ? '\nStopping; press Ctrl-C again to stop at once.' : 'Stopping.');
    this.#controller.abort();
  }
}
