/** No command ever overwrites what it reads: the one rule for every option that names what is written. */
import { type BigIntStats, existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { RcnnError } from '../../errors.js';
import { modelNames, registeredPath } from '../../weights/model-path.js';
import { separated } from './model-option.js';

/** Which options of a command name files and folders. */
export interface CommandFiles<Name extends string = string> {
  readonly reads: readonly Name[];
  readonly writes: readonly Name[];
  /** Of those written, folders that get files of names that nobody chose. */
  readonly fills?: readonly Name[];
}

/** Endings of what no data set consists of: reports and models may be written anew inside a folder that is read. */
const NEVER_READ = /\.(html|md|onnx|safetensors)$/i;

/** Endings of the files that a folder is filled with. */
const FILLED = /\.(txt|xml|csv)$/i;

interface Place {
  readonly option: string;
  readonly path: string;
  readonly found: BigIntStats;
  /** Without links. */
  readonly real: string;
}

/**
 * Looks before any work starts. The same file or folder is the same by device and inode, whatever names, links and
 * `..` lead to it.
 *
 * @throws RcnnError `bad-option` when an option names, as something to write, a file or folder that another reads
 */
export async function keepSources(
  options: Readonly<Record<string, unknown>>,
  { reads, writes, fills = [] }: CommandFiles,
): Promise<void> {
  const written = await placesOf(options, writes);
  if (written.length === 0) return;
  for (const read of await placesOf(options, reads)) {
    for (const one of written) {
      if (isSame(one.found, read.found)) throw overwritten(one, `it is read as ${bare(read.option)}`);
      if (one.found.isFile() && isBelow(one.real, read.real) && !NEVER_READ.test(one.path)) {
        throw overwritten(one, `it is in ${read.path}, which is read as ${bare(read.option)}`);
      }
      if (fills.includes(bare(one.option)) && isBelow(read.real, one.real) && FILLED.test(read.path)) {
        throw overwritten(one, `${read.path}, which is read as ${bare(read.option)}, is in it`);
      }
    }
  }
}

/**
 * The same for pictures whose names follow from those of the images.
 *
 * @param pictures paths to be written, whether or not they exist
 * @throws RcnnError `bad-option`
 */
export async function keepImages(
  images: readonly string[],
  { option, pictures }: { readonly option: string; readonly pictures: Iterable<string> },
): Promise<void> {
  const existing = [...pictures].filter((path) => existsSync(path));
  if (existing.length === 0) return;
  const sources = new Map<string, string>();
  for (const image of images) {
    const found = await stat(image, { bigint: true }).catch(() => undefined);
    if (found) sources.set(identity(found), image);
  }
  for (const path of existing) {
    const image = sources.get(identity(await stat(path, { bigint: true })));
    if (image === undefined) continue;
    throw new RcnnError(
      'bad-option',
      `Expected ${option} to keep the images, but it would write over ${image}. Name another place.`,
    );
  }
}

async function placesOf(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Promise<Place[]> {
  const places: Place[] = [];
  for (const name of names) {
    const values = [options[name]].flat().filter((value) => typeof value === 'string' && value !== '');
    for (const value of values.flatMap((text) => separated(text as string))) {
      const path = modelNames.includes(value) ? registeredPath(value) : value;
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      // A device or a pipe is no source that could be lost: it is written to.
      if (!found?.isFile() && !found?.isDirectory()) continue;
      places.push({ option: `--${name}`, path, found, real: await realpath(path).catch(() => path) });
    }
  }
  return places;
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return identity(a) === identity(b);
}

function identity({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function bare(option: string): string {
  return option.replace(/^--/, '');
}

function overwritten({ option, path }: Place, why: string): RcnnError {
  const other = join(dirname(path), `${basename(path, extname(path))}-new${extname(path)}`);
  return new RcnnError(
    'bad-option',
    `Expected ${option} to be something that is not read, but got ${path}: ${why}. Name another, such as ${other}.`,
  );
}
