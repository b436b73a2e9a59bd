/** A folder that is exported into again and again: what an earlier export wrote is replaced, what others put there stays. */
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { RcnnError } from '../errors.js';
import { removeEmptyFolders } from '../platform/node/remove-empty.js';
import { moveStaged, type Staged, stageFiles } from '../platform/node/staged-files.js';
import { writeBeside } from '../platform/node/write-beside.js';

/** In the folder: the files of the last export, so that a copy of the folder takes the list along. Readers skip hidden files. */
const LIST = '.exported.json';
/** Where the new files are until all are written. */
const STAGING = '.export-';

/**
 * Files are written aside first: where that fails, the folder stays as it was.
 *
 * @param write fills an empty folder of the same name
 * @throws RcnnError `bad-file` for a file in the way that no export wrote, or a folder that cannot be written
 */
export async function replaceExported(
  folder: string,
  write: (staging: string) => Promise<void>,
): Promise<void> {
  const take = async ({ staging, files }: Staged) => {
    const former = await listed(folder);
    await expectFree(folder, { staging, files, former });
    // Whatever stops it in between, the next export knows of both.
    await keepList(folder, [...new Set([...former, ...files])]);
    for (const name of former.filter((one) => !files.includes(one))) await removeFile(folder, name);
    for (const name of files) await moveStaged(folder, staging, name);
    await keepList(folder, files);
  };
  await stageFiles(folder, { prefix: STAGING, write, take });
}

/** A list that is broken, or that leads out of the folder, is none. */
async function listed(folder: string): Promise<string[]> {
  try {
    const names = JSON.parse(await readFile(join(folder, LIST), 'utf8')) as unknown;
    return Array.isArray(names) ? names.filter(isInside) : [];
  } catch {
    return [];
  }
}

function isInside(name: unknown): name is string {
  if (typeof name !== 'string' || name.includes('\\') || /^[a-z]:/i.test(name)) return false;
  const plain = posix.normalize(name);
  return plain === name && !plain.startsWith('/') && !plain.startsWith('..') && plain !== '.';
}

function keepList(folder: string, names: readonly string[]): Promise<void> {
  return writeBeside(join(folder, LIST), [JSON.stringify(names)]);
}

interface Replacing extends Staged {
  readonly former: readonly string[];
}

/** @throws RcnnError `bad-file` naming a file of somebody else that would be lost */
async function expectFree(folder: string, { staging, files, former }: Replacing): Promise<void> {
  const own = new Set(former);
  for (const name of files) {
    if (own.has(name)) continue;
    const there = await readFile(join(folder, name)).catch(() => undefined);
    if (there === undefined || there.equals(await readFile(join(staging, name)))) continue;
    throw new RcnnError(
      'bad-file',
      `Expected to write ${join(folder, name)}, but another file of that name is there, which no export wrote. Move it or remove it.`,
    );
  }
}

/** With the folders that it leaves empty. */
async function removeFile(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  await rm(path, { force: true });
  await removeEmptyFolders(dirname(path), join(folder, name.split('/')[0]!));
}
