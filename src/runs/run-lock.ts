import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { isAlive } from '../platform/node/is-alive.js';
import { writeError } from '../platform/node/write-beside.js';

const FILE = 'lock';

/**
 * Keeps other processes out of a run's folder: two would cut and write the same log. A file with the process's number,
 * which a killed process leaves behind and the next one takes over.
 */
export class RunLock implements Disposable {
  readonly #path: string;

  /**
   * @param folder exists
   * @throws RcnnError `bad-option` when another process is at work in the folder, `disk-full`, `bad-file`
   */
  constructor(folder: string) {
    this.#path = join(folder, FILE);
    try {
      writeFileSync(this.#path, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(this.#path, error);
      const owner = Number(readFileSync(this.#path, 'utf8'));
      if (owner !== process.pid && isAlive(owner)) throw busy(folder, owner, this.#path);
      writeFileSync(this.#path, String(process.pid));
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { force: true });
  }
}

function busy(folder: string, owner: number, path: string): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected to be alone in ${folder}, but process ${owner} is at work there. Wait for it, or train in another folder. If that process has nothing to do with it, delete ${path}.`,
  );
}
