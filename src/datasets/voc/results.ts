import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RcnnError } from '../../errors.js';
import { listImageIds } from '../images.js';
import { beforeAdding } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { ClassRecord, DetectionTable, ImagesAndClasses } from '../records.js';
import { type ReadResultsOptions, type ResultFormat, ResultRows } from '../result-rows.js';
import { safeFileName } from '../safe-names.js';
import { cannotRead } from '../text.js';
import { writeText } from '../write-file.js';
import { isVocResultFile, RESULT_FILE } from './sniff.js';

/** 1-based and inclusive, as VOC's annotations are. */
const format: ResultFormat = {
  line: '<image> <score> <xmin> <ymin> <xmax> <ymax>',
  fields: 6,
  shift: { low: -1, high: 0 },
};

export interface ReadVocResultsOptions extends ReadResultsOptions {
  /** `<split>` of the file names; needed where the folder holds several. */
  readonly split?: string;
}

/**
 * Reads a folder of `comp3_det_<split>_<class>.txt` (or comp4). A class without a file is missing (`covers`).
 * @throws RcnnError `file-not-found` for no file of any class; `bad-option` for several splits, none of the split asked for, or
 *   an image of other data; `bad-dataset` with file and line
 */
export async function readVocResults(
  folder: string,
  dataset: ImagesAndClasses,
  options: ReadVocResultsOptions = {},
): Promise<DetectionTable> {
  const files = await resultFiles(folder, dataset.classes, options);
  const imageIndex = new Map(listImageIds(dataset.images).map((id, index) => [id, index]));
  const strangerHint = otherSplitHint(files, dataset.images);
  const rows = new ResultRows({ ...format, strangerHint }, options);
  for (const { file, classIndex, className } of files) {
    await rows.read(file, ([image = '', score = '', ...corners]) => ({
      image,
      imageIndex: imageIndex.get(image),
      className,
      classIndex,
      score,
      corners,
    }));
  }
  const found = new Set(files.map(({ classIndex }) => classIndex));
  return { ...rows.finish(), covers: { classes: Uint8Array.from(dataset.classes, (_, k) => +found.has(k)) } };
}

/** Without `--split`, the data set's preferred split is read, and the files may be of another. */
function otherSplitHint(files: readonly ResultFile[], images: ImagesAndClasses['images']): string {
  const [ofFiles] = files.map(({ split }) => split);
  const [first, ...others] = new Set(images.map(({ split }) => split));
  if (first === undefined || others.length > 0 || ofFiles === undefined || first === ofFiles) return '';
  return ` The data set's split ${first} was read, but the names of the files say --split ${ofFiles}.`;
}

interface ResultFile {
  readonly file: string;
  readonly split: string;
  readonly className: string;
  /** Undefined for a class that is not in the data set. */
  readonly classIndex: number | undefined;
}

async function resultFiles(
  folder: string,
  classes: readonly ClassRecord[],
  { split, onProblem }: ReadVocResultsOptions,
): Promise<ResultFile[]> {
  if (isVocResultFile(folder)) {
    throw new RcnnError(
      'bad-option',
      `Expected the folder of the result files of all classes, ${dirname(folder)}, but got one of them, ${basename(folder)}.`,
    );
  }
  const names = await readdir(folder).catch((cause: unknown) => {
    throw cannotRead(folder, cause);
  });
  const found: ResultFile[] = [];
  const others: { file: string; rest: string }[] = [];
  for (const name of names.sort()) {
    const rest = RESULT_FILE.exec(name)?.[1];
    if (rest === undefined) continue;
    const file = join(folder, name);
    const classIndex = classOfFile(rest, classes);
    if (classIndex < 0) {
      onProblem?.({ kind: 'unknown-class', file, message: 'expected a class of the data set in the name.' });
      others.push({ file, rest });
      continue;
    }
    const className = classes[classIndex]!.name;
    found.push({ file, split: rest.slice(0, -className.length - 1), className, classIndex });
  }
  found.push(...ofOtherClasses(others, split ?? found[0]?.split));
  const chosen = split === undefined ? found : found.filter((one) => one.split === split);
  refuseUnclear(folder, split, found, chosen);
  return chosen;
}

/** Files of classes that are not in the data set: their detections are counted, which takes the name of the split. */
function ofOtherClasses(
  others: readonly { readonly file: string; readonly rest: string }[],
  split: string | undefined,
): ResultFile[] {
  return others.flatMap(({ file, rest }) =>
    split !== undefined && rest.startsWith(`${split}_`)
      ? [{ file, split, className: rest.slice(split.length + 1), classIndex: undefined }]
      : [],
  );
}

/** The class whose name ends the file's; the longest, since names may hold underscores. -1: none. */
function classOfFile(rest: string, classes: readonly ClassRecord[]): number {
  let best = -1;
  classes.forEach(({ name }, index) => {
    const longer = best < 0 || name.length > classes[best]!.name.length;
    if (longer && rest.endsWith(`_${name}`) && rest.length > name.length + 1) best = index;
  });
  return best;
}

function refuseUnclear(
  folder: string,
  split: string | undefined,
  found: readonly ResultFile[],
  chosen: readonly ResultFile[],
): void {
  const splits = [...new Set(found.map((one) => one.split))];
  if (chosen.length === 0) {
    const wanted = split ?? '<split>';
    const there = splits.length > 0 ? ` The splits found are ${splits.join(', ')}.` : '';
    throw new RcnnError(
      splits.length > 0 ? 'bad-option' : 'file-not-found',
      `Expected comp3_det_${wanted}_<class>.txt (or comp4) in ${folder}, but found none.${there}`,
    );
  }
  if (new Set(chosen.map((one) => one.split)).size > 1) {
    const message = `Expected one split in ${folder}, but found ${splits.join(', ')}: choose one with --split, or put each into a folder of its own.`;
    throw new RcnnError('bad-option', message);
  }
  const twice = chosen.find((one, index) => chosen[index - 1]?.className === one.className);
  if (!twice) return;
  const message = `expected one file for ${twice.className}, but both comp3 and comp4 are there.`;
  throw badDataset({ kind: 'duplicate', file: twice.file, message });
}

/**
 * Writes `comp3_det_<split>_<class>.txt` for every class, empty ones too. Reading them gives the same numbers
 * to the last bit. Rows of class -1 are left out.
 */
export async function writeVocResults(
  folder: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
  { split }: { readonly split: string },
): Promise<void> {
  const ids = listImageIds(dataset.images).map((id) =>
    safeFileName('the image id', id, folder, { folders: true, blanks: false }),
  );
  // All names are checked before the first file is written.
  const files = dataset.classes.map(({ name }) =>
    join(folder, `comp3_det_${split}_${safeFileName('the class', name, folder)}.txt`),
  );
  const lines = dataset.classes.map((): string[] => []);
  for (let row = 0; row < detections.length; row++) {
    const corners = vocCorners(detections, row).join(' ');
    lines[detections.class[row]!]?.push(
      `${ids[detections.image[row]!]} ${detections.score[row]} ${corners}\n`,
    );
  }
  for (const [index, file] of files.entries()) await writeText(file, lines[index]!);
}

type Corners = Pick<DetectionTable, 'x1' | 'y1' | 'x2' | 'y2'>;

/** xmin, ymin, xmax, ymax of a row as VOC writes them: 1-based, inclusive. */
export function vocCorners({ x1, y1, x2, y2 }: Corners, row: number): number[] {
  return [beforeAdding(-1, x1[row]!), beforeAdding(-1, y1[row]!), x2[row]!, y2[row]!];
}
