import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../platform/node/is-alive.js';
import { makeFolder } from '../platform/node/make-folder.js';

const prefix = 'staging-';

/**
 * Runs `work` with a folder of its own below `parent`, on the same disk, so that what is finished can be renamed
 * into its place at once; two processes never meet in it. The folder goes away whatever happens, and so do those
 * of processes that were killed.
 */
export async function withStaging<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  await makeFolder(parent);
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const owner = Number.parseInt(name.slice(prefix.length), 10);
    if (!isAlive(owner)) await rm(join(parent, name), { recursive: true, force: true });
  }
}
