import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { isPhotograph } from '../../datasets/image-paths.js';
import { RcnnError } from '../../errors.js';
import { firstNames } from '../../first-names.js';
import { printableName } from '../../printable.js';
import { shellWord } from '../../shell-word.js';
import { say } from '../output/output.js';
import { standardInput } from './standard-input.js';

/** Names to show of what is left out. */
const SHOWN = 3;

/**
 * The image files that arguments name: files as they are, folders with all photographs below them, glob
 * patterns that the shell has left alone, `-` for standard input. Sorted within a folder or pattern, each file once.
 * A file that does not exist, or a folder that cannot be looked into, stays in the list: opening it gives the error
 * that names it, and the others are still done. What a folder holds besides is counted and named on standard error.
 *
 * @throws RcnnError `file-not-found` when a folder or pattern holds no image, `bad-option` for an address, or nothing at all
 */
export async function imageFiles(args: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const arg of args) {
    if (arg === '-') {
      files.add(await standardInput());
      continue;
    }
    if (/^https?:/i.test(arg)) throw isAddress(arg);
    const kind = await stat(arg).catch(() => undefined);
    const found = kind?.isDirectory() ? await photographsBelow(arg) : kind ? undefined : await matching(arg);
    if (!found) {
      files.add(arg);
      continue;
    }
    if (found.length === 0) {
      throw new RcnnError(
        'file-not-found',
        `Expected images in ${arg}, but found none (jpg, png, webp, gif, tif, avif).`,
      );
    }
    for (const file of found.sort()) files.add(file);
  }
  if (files.size === 0) throw new RcnnError('bad-option', 'Expected images, but got none.');
  return [...files];
}

function isAddress(text: string): RcnnError {
  const curl = `curl -sL ${shellWord(text)} | googlenet-rcnn detect -`;
  const message = `Expected a file, but got the address ${printableName(text)}, and addresses are not fetched. Pipe the image in: ${curl}`;
  return new RcnnError('bad-option', message);
}

/** @returns undefined for a name that is no pattern */
async function matching(pattern: string): Promise<string[] | undefined> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(pattern)) return undefined;
  return glob(globPattern(pattern, sep), { expandDirectories: false });
}

/** Where a backslash separates folders, as on Windows, whose shells leave patterns alone, it does not escape. */
export function globPattern(pattern: string, separator: string): string {
  return separator === '\\' ? pattern.replaceAll('\\', '/') : pattern;
}

/** Hidden files and folders are passed over. */
async function photographsBelow(folder: string): Promise<string[]> {
  const { files, closed } = await filesBelow(folder);
  const others = files.filter((file) => !isPhotograph(basename(file)));
  if (others.length > 0) {
    const names = others.sort().map((file) => printableName(relative(folder, file)));
    say(
      `${folder}: left out ${others.length} of ${files.length} files that are not pictures it can read: ${firstNames(names, SHOWN)}`,
    );
  }
  return [...files.filter((file) => isPhotograph(basename(file))), ...closed];
}

/** Files, and folders that cannot be looked into. */
interface Below {
  readonly files: string[];
  readonly closed: string[];
}

/** @param visited folders without links: those that lead to each other would have no end, or give a file twice */
async function filesBelow(folder: string, visited = new Set<string>()): Promise<Below> {
  const found: Below = { files: [], closed: [] };
  const real = await realpath(folder).catch(() => folder);
  if (visited.has(real)) return found;
  visited.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return { files: [], closed: [folder] };
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const isFolder = entry.isSymbolicLink()
      ? ((await stat(path).catch(() => undefined))?.isDirectory() ?? false)
      : entry.isDirectory();
    if (!isFolder) {
      found.files.push(path);
      continue;
    }
    const { files, closed } = await filesBelow(path, visited);
    for (const file of files) found.files.push(file);
    found.closed.push(...closed);
  }
  return found;
}
