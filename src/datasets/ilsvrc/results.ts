import { ilsvrcImageNumbers } from '../images.js';
import { readLines } from '../lines.js';
import { beforeAdding, shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { DetectionTable, ImagesAndClasses } from '../records.js';
import { type ReadResultsOptions, type ResultFormat, ResultRows } from '../result-rows.js';
import { writeText } from '../write-file.js';
import { ILSVRC_SHIFT } from './det.js';

const format: ResultFormat = {
  line: '<image_id> <class_id> <confidence> <xmin> <ymin> <xmax> <ymax>',
  fields: 7,
  shift: ILSVRC_SHIFT,
};

/**
 * Reads ILSVRC DET's result lines: image and class by number, corners inclusive from 0. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readIlsvrcResults(
  file: string,
  { images, classes }: ImagesAndClasses,
  options: ReadResultsOptions = {},
): Promise<DetectionTable> {
  const imageIndex = new Map(ilsvrcImageNumbers(images).map((number, index) => [String(number), index]));
  const classIndex = new Map(classes.map(({ id }, index) => [String(id), index]));
  const rows = new ResultRows(format, options);
  await rows.read(file, ([image = '', className = '', score = '', ...corners]) => ({
    image,
    imageIndex: imageIndex.get(image),
    className,
    classIndex: classIndex.get(className),
    score,
    corners,
  }));
  return rows.finish();
}

/** Writes ILSVRC DET's result lines; reading them gives the same numbers. Rows of class -1 are left out. */
export async function writeIlsvrcResults(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  await writeText(file, resultLines(detections, dataset));
}

function* resultLines(detections: DetectionTable, { images, classes }: ImagesAndClasses): Generator<string> {
  const numbers = ilsvrcImageNumbers(images);
  for (let row = 0; row < detections.length; row++) {
    const id = classes[detections.class[row]!]?.id;
    if (id === undefined) continue;
    const corners = ilsvrcCorners(detections, row).join(' ');
    yield `${numbers[detections.image[row]!]} ${id} ${detections.score[row]} ${corners}\n`;
  }
}

/** xmin, ymin, xmax, ymax of a row as ILSVRC writes them: from 0, inclusive. */
export function ilsvrcCorners(
  { x1, y1, x2, y2 }: Pick<DetectionTable, 'x1' | 'y1' | 'x2' | 'y2'>,
  row: number,
): number[] {
  return [x1[row]!, y1[row]!, beforeAdding(1, x2[row]!), beforeAdding(1, y2[row]!)];
}

/** A class that is not evaluated on an image. */
export interface Blacklisted {
  /** Id of the image. */
  readonly image: string;
  /** Name of the class. */
  readonly class: string;
}

/**
 * Reads a blacklist: lines `<image> <class>`, the image by number or id, the class by wnid, number or name.
 * Images outside the data set are passed: the devkit's list is for the whole of val.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an unknown class
 */
export async function readIlsvrcBlacklist(
  file: string,
  { images, classes }: ImagesAndClasses,
): Promise<Blacklisted[]> {
  const byImage = new Map(
    ilsvrcImageNumbers(images).map((number, index) => [String(number), images[index]!.id]),
  );
  for (const { id } of images) byImage.set(id, id);
  const byClass = new Map(
    classes.flatMap(({ id, name, wnid = name }) =>
      [String(id), wnid, name].map((key) => [key, name] as const),
    ),
  );
  const entries: Blacklisted[] = [];
  await readLines(file, (text, line) => {
    const [, image = '', className = ''] = /^(\S+)\s+(.+)$/.exec(text.trim()) ?? [];
    const name = byClass.get(className);
    if (name === undefined) {
      const message = `expected "<image> <class>" with a wnid, number or name of a class, but got ${shown(text.trim())}.`;
      throw badDataset({ kind: 'unknown-class', file, line, message });
    }
    const id = byImage.get(image);
    if (id !== undefined) entries.push({ image: id, class: name });
  });
  return entries;
}
