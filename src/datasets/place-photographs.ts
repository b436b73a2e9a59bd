import { constants, copyFile, link, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import { RcnnError } from '../errors.js';
import { firstNames } from '../first-names.js';
import type { LongWork } from '../progress.js';
import { concurrently } from './concurrently.js';
import type { FormatRow } from './format.js';
import { photographNames } from './photograph-names.js';
import { photographPath } from './photograph-path.js';
import { badDataset } from './problem.js';
import type { Dataset } from './records.js';
import { UNNAMED_SPLIT } from './split-names.js';
import { isFile } from './text.js';

/** How a written data set gets its photographs. */
export const photographModes = ['none', 'link', 'copy'] as const;
export type PhotographMode = (typeof photographModes)[number];

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A data set whose photographs are where its new form looks for them, and the files to copy or link there. */
interface Placement {
  readonly dataset: Dataset;
  readonly moves: readonly Move[];
}

export interface PlaceOptions {
  readonly format: FormatRow;
  /** What is written. */
  readonly path: string;
  /** Of images that have none. Default `train`. */
  readonly split?: string | undefined;
}

/**
 * Plans where the photographs go: below the written folder, or beside the written file.
 * @throws RcnnError `bad-dataset` naming those that are missing, before anything is written
 */
export async function planPhotographs(dataset: Dataset, options: PlaceOptions): Promise<Placement> {
  const { format, path, split = UNNAMED_SPLIT } = options;
  const { writes, photographs, kept } = format.truth!;
  const root = writes?.(path) === 'file' ? dirname(path) : path;
  const names = photographNames(dataset.images);
  const moves: Move[] = [];
  const images = dataset.images.map((image, index) => {
    const own = kept.splits ? image.split : undefined; // else all labels are written as one split
    const folder = photographs(own ?? split);
    const file = posix.join(folder, names[index]!);
    moves.push({ from: photographPath(dataset, image), to: join(root, file) });
    return { ...image, file };
  });
  await expectThere(moves, dataset.root ?? '.');
  return { dataset: { ...dataset, images, root }, moves };
}

async function expectThere(moves: readonly Move[], root: string): Promise<void> {
  const there = await concurrently(moves, { stage: 'photographs' }, ({ from }) => isFile(from));
  const missing = moves.filter((_, index) => !there[index]).map(({ from }) => from);
  if (missing.length === 0) return;
  const first = firstNames(missing, 3);
  const message = `expected the photographs of the data set, but ${missing.length} of ${moves.length} are missing: ${first}. Name their folder with --images, or write the labels alone with --photographs none.`;
  throw badDataset({ kind: 'missing-file', file: root, message });
}

/**
 * Copies or links the photographs. A link is a second name of the same file, or a symbolic one on another disk.
 * A file that is there already must be the same.
 * @throws RcnnError `bad-file`
 */
export async function placePhotographs(
  moves: readonly Move[],
  mode: Exclude<PhotographMode, 'none'>,
  work: LongWork,
): Promise<void> {
  await concurrently(moves, { ...work, stage: 'photographs' }, async (move) => {
    await mkdir(dirname(move.to), { recursive: true });
    try {
      await (mode === 'copy' ? copyFile(move.from, move.to, constants.COPYFILE_EXCL) : linkFile(move));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && (await isSame(move))) return;
      const reason = (cause as Error).message;
      throw new RcnnError('bad-file', `Expected to ${mode} ${move.from} to ${move.to}, but: ${reason}.`, {
        cause,
      });
    }
  });
}

/** Says what {@link placePhotographs} would say of photographs in the way. @throws RcnnError `bad-file` */
export async function expectPlaces(moves: readonly Move[]): Promise<void> {
  await concurrently(moves, { stage: 'photographs' }, async (move) => {
    if (!(await isFile(move.to)) || (await isSame(move))) return;
    throw new RcnnError(
      'bad-file',
      `Expected to link ${move.from} to ${move.to}, but another photograph is there. Name another folder with --out.`,
    );
  });
}

async function linkFile({ from, to }: Move): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].includes(code)) throw cause;
    await symlink(resolve(from), to);
  }
}

async function isSame({ from, to }: Move): Promise<boolean> {
  const [one, other] = await Promise.all([stat(from), stat(to)]);
  if (one.dev === other.dev && one.ino === other.ino) return true;
  if (one.size !== other.size) return false;
  const [bytes, others] = await Promise.all([readFile(from), readFile(to)]);
  return bytes.equals(others);
}
