import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RcnnError } from '../../errors.js';
import { removeAbandoned, unfinishedName } from '../../platform/node/unfinished-files.js';
import { writeError } from '../../platform/node/write-beside.js';
import type { Storage } from './storage.js';

/** A folder that all workers see under some path: a local disk, NFS, SMB. */
export class FolderStorage implements Storage {
  readonly url: string;

  constructor(folder: string) {
    this.url = folder;
  }

  async read(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#path(key));
    } catch (error) {
      return absent(error, this.#path(key));
    }
  }

  async has(key: string): Promise<boolean> {
    try {
      await stat(this.#path(key));
      return true;
    } catch (error) {
      return absent(error, this.#path(key)) ?? false;
    }
  }

  /** Written beside and flushed; then its name is made, which fails where another writer was first. */
  async create(key: string, data: string | Uint8Array): Promise<boolean> {
    const path = this.#path(key);
    if (await this.has(key)) return false;
    let beside: string | undefined;
    try {
      await mkdir(dirname(path), { recursive: true });
      await removeAbandoned(path);
      beside = unfinishedName(path);
      await writeWhole(beside, data);
      return await publish(beside, path);
    } catch (error) {
      throw error instanceof RcnnError ? error : writeError(path, error);
    } finally {
      if (beside !== undefined) await rm(beside, { force: true }).catch(() => {});
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(this.#path(folder), { withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'));
      return files.map(({ name }) => `${folder}${name}`).sort();
    } catch (error) {
      return absent(error, this.#path(folder)) ?? [];
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true }).catch((error: unknown) => notRemoved(error, this.#path(key)));
  }

  /** With what killed writers have left there. */
  async removeFolder(folder: string): Promise<void> {
    const path = this.#path(folder);
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => notRemoved(error, path));
  }

  #path(key: string): string {
    return join(this.url, ...key.split('/'));
  }
}

async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx');
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file?.close();
  }
}

/** @returns false where the name is taken */
async function publish(beside: string, path: string): Promise<boolean> {
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without links (SMB, exFAT): a second writer replaces the first one's bytes by the same.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw error;
    await rename(beside, path);
    return true;
  }
}

/** @throws RcnnError `storage-failed` unless the error is that there is no such file */
function absent(cause: unknown, path: string): undefined {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return undefined;
  throw new RcnnError('storage-failed', `Expected to read ${path}, but: ${message}`, { cause });
}

/** @throws RcnnError `storage-failed` */
function notRemoved(cause: unknown, path: string): never {
  const { message } = cause as NodeJS.ErrnoException;
  throw new RcnnError('storage-failed', `Expected to remove ${path}, but: ${message}`, { cause });
}
