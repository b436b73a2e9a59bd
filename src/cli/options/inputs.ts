import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { RcnnError } from '../../errors.js';

const photographs = '**/*.{jpg,jpeg,png,webp,gif,tif,tiff,avif,JPG,JPEG,PNG,WEBP,GIF,TIF,TIFF,AVIF}';

/**
 * The image files that arguments name: files as they are, folders with all photographs below them, glob
 * patterns that the shell has left alone. Sorted within a folder or pattern, each file once. A file that does
 * not exist stays in the list: opening it gives the error that names it, and the others are still done.
 *
 * @throws {RcnnError} `file-not-found` when a folder or pattern holds no image
 */
export async function imageFiles(args: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const arg of args) {
    const kind = await stat(arg).catch(() => undefined);
    if (!kind?.isDirectory() && (kind || !isDynamicPattern(arg))) {
      files.add(arg);
      continue;
    }
    const found = kind
      ? (await glob(photographs, { cwd: arg })).map((file) => join(arg, file))
      : await glob(arg, { expandDirectories: false });
    if (found.length === 0) {
      throw new RcnnError(
        'file-not-found',
        `Expected images in ${arg}, but found none (jpg, png, webp, gif, tif, avif).`,
      );
    }
    for (const file of found.sort()) files.add(file);
  }
  return [...files];
}
