import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type ErrorCode, RcnnError } from '../../errors.js';
import { startProcess } from '../../platform/node/start-process.js';
import type { RunImage } from '../../runs/run-images.js';
import type { ComputeTask, FromProcess, ToProcess } from './messages.js';

/** The process that computed ended by itself or was killed, in the middle of images. */
export class ProcessDied extends Error {
  /** `SIGKILL`, or `exit code 134`. */
  readonly reason: string;

  constructor(reason: string) {
    super(`The process that computed it ended: ${reason}.`);
    this.reason = reason;
  }
}

/** A process that computes images, one call after the other; started at the first, and again after it died. */
export class ComputeProcess implements AsyncDisposable {
  readonly #script: URL;
  #child: ChildProcess | undefined;

  constructor(script = new URL('./process-main.js', import.meta.url)) {
    this.#script = script;
  }

  /**
   * Hands `onLine` the result of each image, in order. Given up by the signal it returns after the image at hand.
   *
   * @throws ProcessDied; RcnnError what the process could not do for any image, or when it died while it loaded
   */
  async compute(
    task: ComputeTask,
    images: readonly RunImage[],
    { signal, onLine }: { readonly signal: AbortSignal; readonly onLine: (line: string) => void },
  ): Promise<void> {
    const child = this.#running();
    const stop = () => send(child, { type: 'stop' });
    const answers = new Answers(child, onLine);
    signal.addEventListener('abort', stop, { once: true });
    try {
      send(child, { type: 'compute', task, images });
      if (signal.aborted) stop();
      await answers.done;
    } finally {
      signal.removeEventListener('abort', stop);
      answers.dispose();
    }
  }

  #running(): ChildProcess {
    if (!this.#child?.connected || hasEnded(this.#child)) this.#child = startProcess(this.#script);
    return this.#child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || hasEnded(child)) return;
    const gone = once(child, 'exit');
    if (child.connected) child.disconnect(); // one that is cut off already ends by itself
    await gone;
  }
}

/** What a process says between a request and its end. */
class Answers {
  readonly done: Promise<void>;
  readonly dispose: () => void;

  constructor(child: ChildProcess, onLine: (line: string) => void) {
    const { promise, resolve, reject } = deferred();
    let loaded = false;
    const onMessage = (message: FromProcess) => {
      if (message.type === 'loaded') loaded = true;
      else if (message.type === 'line') onLine(message.line);
      else if (message.type === 'done') resolve();
      else reject(failureOf(message));
    };
    const onExit = (code: number | null, name: string | null) =>
      reject(deathOf(name ?? `exit code ${code}`, loaded));
    child.on('message', onMessage).on('error', reject).on('exit', onExit);
    this.done = promise;
    this.dispose = () => {
      child.off('message', onMessage).off('error', reject).off('exit', onExit);
    };
  }
}

function deferred() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A process that is gone has no channel: its end is told by its exit. */
function send(child: ChildProcess, message: ToProcess): void {
  if (child.connected) child.send(message, () => {});
}

function failureOf({ code, message }: Extract<FromProcess, { type: 'failed' }>): Error {
  return code === undefined ? new Error(message) : new RcnnError(code as ErrorCode, message);
}

function deathOf(reason: string, loaded: boolean): Error {
  if (loaded) return new ProcessDied(reason);
  return new RcnnError(
    'engine-unavailable',
    `Expected a process to load the network, but it ended: ${reason}. Give it more memory, or lower --concurrency.`,
  );
}
