import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { isHidden, PHOTOGRAPH, separatedBySlashes, withoutEnding } from './image-paths.js';
import { addTo } from './lists-by-key.js';
import { withoutEscapes } from './percent-escapes.js';
import { cannotRead } from './text.js';

/** Levels of folders that are searched below a data set's own. */
const DEPTH = 8;

/** All photographs below a folder, sorted, as paths from it with `/`; hidden files and folders are skipped. */
export async function listPhotographs(root: string): Promise<string[]> {
  return listFiles(root, PHOTOGRAPH);
}

/**
 * All files below a folder whose names match, as {@link listPhotographs} gives them; links to folders are followed.
 * @returns none of a folder that does not exist
 * @throws RcnnError `bad-file` that names a folder that cannot be looked into
 */
export async function listFiles(root: string, names: RegExp, depth = DEPTH): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return [];
    throw cannotRead(root, cause); // labels that nobody reads would be missing from the numbers without a word
  });
  const found: string[] = [];
  for (const entry of entries) {
    if (isHidden(entry.name)) continue;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await leadsDown(root, entry.name)));
    if (!isFolder) {
      if (names.test(entry.name)) found.push(entry.name);
    } else if (depth > 0) {
      const below = await listFiles(join(root, entry.name), names, depth - 1);
      found.push(...below.map((file) => `${entry.name}/${file}`));
    }
  }
  return found.sort();
}

/** Whether a link leads to a folder that does not contain the link itself. */
async function leadsDown(root: string, name: string): Promise<boolean> {
  const [target, own] = await Promise.all([realpath(join(root, name)), realpath(root)]).catch(() => []);
  if (target === undefined || own === undefined || `${own}${sep}`.startsWith(`${target}${sep}`)) return false;
  return (await stat(target)).isDirectory();
}

/**
 * Finds the photograph that a label file means, wherever that file was written: by the longest end of its path
 * that a file below the root shares, then by its name with any ending and case, with or without percent escapes.
 */
export class Photographs {
  readonly root: string;
  /** As {@link listPhotographs} gives them. */
  readonly files: readonly string[];
  readonly #byName = new Map<string, string[]>();
  readonly #byStem = new Map<string, string[]>();
  /** Names of the folders that hold photographs. */
  readonly #folders: ReadonlySet<string>;

  constructor(root: string, files: readonly string[]) {
    this.root = root;
    this.files = files;
    this.#folders = new Set(files.map((file) => posix.basename(posix.dirname(file))));
    for (const file of files) {
      const name = nameOf(file);
      addTo(this.#byName, name, file);
      addTo(this.#byStem, withoutEnding(name), file);
    }
  }

  static async below(root: string): Promise<Photographs> {
    return new Photographs(root, await listPhotographs(root));
  }

  /**
   * @param path as the label file has it, with `/` or `\`
   * @returns one of `files`; undefined where there is none, several are as likely, or the path's own folder is here
   *   and does not hold it: `cam2/1.jpg` is never `cam1/1.jpg`
   */
  find(path: string): string | undefined {
    return this.#lookFor(path) ?? this.#lookFor(withoutEscapes(path));
  }

  #lookFor(path: string): string | undefined {
    const parts = separatedBySlashes(path).split('/');
    const name = nameOf(parts.at(-1)!);
    const found =
      closest(this.#byName.get(name), parts) ??
      closest(this.#byStem.get(withoutEnding(name)) ?? this.#byStem.get(name), parts);
    const folder = parts.at(-2);
    const isElsewhere = folder !== undefined && this.#folders.has(folder);
    return found !== undefined && isElsewhere && posix.basename(posix.dirname(found)) !== folder
      ? undefined
      : found;
  }
}

/** File systems differ in case and in how they encode accents. */
function nameOf(file: string): string {
  return posix.basename(file).normalize('NFC').toLowerCase();
}

/** The one file that shares most of the path's folders. */
function closest(files: readonly string[] | undefined, parts: readonly string[]): string | undefined {
  if (!files) return undefined;
  const shared = files.map((file) => sharedFolders(file.split('/'), parts));
  const most = Math.max(...shared);
  const best = files.filter((_, index) => shared[index] === most);
  if (best.length === 1) return best[0];
  const path = parts.join('/');
  const whole = best.filter((file) => withoutEnding(file) === withoutEnding(path));
  return best.find((file) => file === path) ?? (whole.length === 1 ? whole[0] : undefined);
}

function sharedFolders(file: readonly string[], path: readonly string[]): number {
  let count = 0;
  while (count + 2 <= Math.min(file.length, path.length) && file.at(-2 - count) === path.at(-2 - count))
    count++;
  return count;
}

/** A path from a folder to a file, with `/`. */
export function pathFrom(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
