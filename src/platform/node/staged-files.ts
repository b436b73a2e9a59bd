/** Files that are written aside in the folder they belong into, so that it stays as it was where writing fails. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { writeError } from './write-beside.js';

export interface Staged {
  /** Where the files are until they are moved. */
  readonly staging: string;
  /** Paths from there with `/`, sorted. */
  readonly files: readonly string[];
}

interface Staging {
  /** How the name of the folder aside begins: hidden, and no other process's. */
  readonly prefix: string;
  /** Fills an empty folder of the same name. */
  readonly write: (staging: string) => Promise<void>;
  /** Moves what it wants; the rest is removed. */
  readonly take: (staged: Staged) => Promise<void>;
}

/** @throws RcnnError `bad-file`, `disk-full` for a folder that cannot be written */
export async function stageFiles(folder: string, { prefix, write, take }: Staging): Promise<void> {
  const aside = await madeAside(folder, prefix);
  try {
    const staging = join(aside, basename(resolve(folder)));
    await write(staging);
    await take({ staging, files: await filesBelow(staging) });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Replaces a file of that name. */
export async function moveStaged(folder: string, staging: string, name: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await rename(join(staging, name), join(folder, name));
}

/** Paths from the folder with `/`, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

async function madeAside(folder: string, prefix: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder))
      if (name.startsWith(prefix)) await rm(join(folder, name), { recursive: true }); // of a process that was killed
    return await mkdtemp(join(folder, prefix));
  } catch (error) {
    throw writeError(folder, error);
  }
}
