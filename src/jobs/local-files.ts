import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { cacheFolder } from '../platform/node/cache-folder.js';
import type { RunFiles } from '../runs/computation.js';
import { FolderStorage } from './storage/folder-storage.js';
import type { Storage } from './storage/storage.js';
import { blobKey, type RunRecord, type StoredRun, sha256Of } from './stored-run.js';

/** Runs in memory: their lists of images may be large. */
const KEPT = 2;

/** What a worker keeps of the storage, so that it is asked once: models on disk, runs in memory. */
export class LocalFiles {
  readonly #cache: FolderStorage;
  readonly #runs = new Map<string, Promise<StoredRun>>();

  /** @param folder is made; default: in the user's cache */
  constructor(folder = join(cacheFolder(), 'jobs')) {
    this.#cache = new FolderStorage(folder);
  }

  /** @param read called when the run is not known here */
  run(id: string, read: () => Promise<StoredRun>): Promise<StoredRun> {
    const known = this.#runs.get(id);
    if (known) return known;
    const [oldest] = this.#runs.keys();
    if (this.#runs.size >= KEPT) this.#runs.delete(oldest!);
    const run = read();
    this.#runs.set(id, run);
    run.catch(() => this.#runs.delete(id));
    return run;
  }

  /** Paths on this machine of the files that a run computes with. @throws RcnnError `bad-file`, `storage-failed` */
  async of({ files }: Pick<RunRecord, 'files'>, storage: Storage): Promise<RunFiles> {
    const path = async (sha256: string) => {
      const key = blobKey(sha256);
      if (!(await this.#cache.has(key))) await this.#fetch(key, sha256, storage);
      return join(this.#cache.url, key);
    };
    const models = [];
    for (const model of files.models) models.push(await path(model));
    return {
      models,
      ...(files.multibox !== undefined && { multibox: await path(files.multibox) }),
      ...(files.boxes !== undefined && { boxes: await path(files.boxes) }),
    };
  }

  async #fetch(key: string, sha256: string, storage: Storage): Promise<void> {
    const data = await storage.read(key);
    if (data && sha256Of(data) === sha256) {
      await this.#cache.create(key, data);
      return;
    }
    throw new RcnnError(
      'bad-file',
      `Expected ${key} in ${storage.url}, which a run computes with, but it is ${data ? 'damaged' : 'gone'}. Remove it and submit the run again.`,
    );
  }
}
