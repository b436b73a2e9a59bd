import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Settings of malloc for training, the same for all sides: each step allocates large arrays, which glibc would return to the
 * system each time.
 */
export const keepMemory = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '20000000000',
  MALLOC_TOP_PAD_: '268435456',
};

/** A process that stays and answers each line with a line. */
export class LinePeer implements Disposable {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#name = [command, ...args].join(' ');
  }

  async ask(line: string): Promise<string> {
    this.#process.stdin!.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`Expected an answer to "${line}", but this ended: ${this.#name}`);
    return value;
  }

  [Symbol.dispose](): void {
    this.#process.kill();
  }
}
