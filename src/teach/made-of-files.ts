/** What was made of photographs, kept for as long as their files stay the same: one may be replaced while it is taught on. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

interface MakingOfFiles<T> {
  /** Names are paths from it. */
  readonly root: string;
  readonly make: (name: string) => Promise<T>;
  /** How many are kept, the newest; default: all. */
  readonly most?: number;
}

export class MadeOfFiles<T> {
  readonly #options: MakingOfFiles<T>;
  readonly #made = new Map<string, { readonly version: string; readonly result: Promise<T> }>();

  constructor(options: MakingOfFiles<T>) {
    this.#options = options;
  }

  /** Made anew where the file was written since. @throws what `make` throws; it is then tried again */
  async of(name: string): Promise<T> {
    const { root, make, most = Number.POSITIVE_INFINITY } = this.#options;
    const version = await fileVersion(join(root, name));
    const known = this.#made.get(name);
    if (known?.version === version) return known.result;
    const one = { version, result: make(name) };
    this.#made.delete(name);
    this.#made.set(name, one);
    if (this.#made.size > most) this.#made.delete(this.#made.keys().next().value!);
    one.result.catch(() => this.#made.get(name) === one && this.#made.delete(name));
    return one.result;
  }
}

/** Another for each state of a file, as far as time and size tell. */
export async function fileVersion(path: string): Promise<string> {
  const state = await stat(path).catch(() => undefined);
  return state ? `${Math.round(1000 * state.mtimeMs).toString(36)}-${state.size.toString(36)}` : 'gone';
}
