import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isPhotograph } from '../../datasets/image-paths.js';
import { RcnnError } from '../../errors.js';
import { say } from '../output/output.js';
import { standardInput } from './standard-input.js';

/** Names to show of what is left out. */
const SHOWN = 3;

/**
 * The image files that arguments name: files as they are, folders with all photographs below them, glob
 * patterns that the shell has left alone, `-` for standard input. Sorted within a folder or pattern, each file once.
 * A file that does not exist stays in the list: opening it gives the error that names it, and the others are still
 * done. What a folder holds besides is counted and named on standard error.
 *
 * @throws {RcnnError} `file-not-found` when a folder or pattern holds no image, `bad-option` for nothing at all
 */
export async function imageFiles(args: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const arg of args) {
    if (arg === '-') {
      files.add(await standardInput());
      continue;
    }
    const kind = await stat(arg).catch(() => undefined);
    if (!kind?.isDirectory() && (kind || !isDynamicPattern(arg))) {
      files.add(arg);
      continue;
    }
    const found = kind ? await photographsBelow(arg) : await glob(arg, { expandDirectories: false });
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

/** Hidden files and folders are passed over. */
async function photographsBelow(folder: string): Promise<string[]> {
  const all = await glob('**', { cwd: folder });
  const others = all.filter((file) => !isPhotograph(basename(file)));
  if (others.length > 0) {
    const more = others.length > SHOWN ? `, and ${others.length - SHOWN} more` : '';
    const names = `${others.sort().slice(0, SHOWN).join(', ')}${more}`;
    say(
      `${folder}: left out ${others.length} of ${all.length} files, whose endings are no image's: ${names}`,
    );
  }
  return all.filter((file) => isPhotograph(basename(file))).map((file) => join(folder, file));
}
