import { RcnnError } from '../../errors.js';
import { failureLine } from '../../runs/result-lines.js';
import { textOf } from '../../runs/results-file.js';
import type { RunImage } from '../../runs/run-images.js';
import { ComputeProcess, ProcessDied } from './compute-process.js';
import type { ComputeTask } from './messages.js';

/** Computes images of a unit. */
export interface UnitComputer extends AsyncDisposable {
  /**
   * @returns a line for each image, with its newline; fewer, from the first on, when the signal was given up
   * @throws RcnnError what concerns no single image: a model that cannot be loaded
   */
  compute(task: ComputeTask, images: readonly RunImage[], signal: AbortSignal): Promise<string[]>;
}

export interface ProcessComputerOptions {
  /** What is started; default: the network's process. */
  readonly script?: URL;
  /** Told when the process died. */
  readonly onDeath?: (reason: string) => void;
}

/** Times that an image may end the process while it is alone in it. */
const TRIES = 2;

/**
 * Computes in a process of its own, which an image may bring down: by memory, or by a fault of a native library. After
 * that the images of the unit go one by one, and one that brings it down twice gets an error line.
 */
export class ProcessComputer implements UnitComputer {
  readonly #process: ComputeProcess;
  readonly #onDeath: ((reason: string) => void) | undefined;

  constructor({ script, onDeath }: ProcessComputerOptions = {}) {
    this.#process = new ComputeProcess(script);
    this.#onDeath = onDeath;
  }

  async compute(task: ComputeTask, images: readonly RunImage[], signal: AbortSignal): Promise<string[]> {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    let alone = false;
    let deaths = 0;
    while (lines.length < images.length && !signal.aborted) {
      const done = lines.length;
      const next = images.slice(done, alone ? done + 1 : undefined);
      try {
        await this.#process.compute(task, next, { signal, onLine });
      } catch (error) {
        if (!(error instanceof ProcessDied)) throw error;
        this.#onDeath?.(error.reason);
        if (alone && ++deaths === TRIES) lines.push(poisonLine(next[0]!, error.reason));
        alone = true;
      }
      if (lines.length > done) deaths = 0;
    }
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** The line of an image that no process survives. @param reason how the last one ended */
export function poisonLine(image: RunImage, reason: string): string {
  const message = `${image.file}: ended the process that computed it ${TRIES} times (${reason}), as an image does that needs more memory than there is.`;
  return textOf(failureLine(image, new RcnnError('bad-image', message)));
}
