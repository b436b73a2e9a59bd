import { basename, dirname, join } from 'node:path';
import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { TruthBuilder } from '../columns.js';
import { concurrently } from '../concurrently.js';
import { stem } from '../images.js';
import { BadDatasetError, type OnProblem, report } from '../problem.js';
import type { ClassRecord, Dataset, ImageRecord } from '../records.js';
import { DIFFICULT, OCCLUDED, TRUNCATED } from '../records.js';
import { readText } from '../text.js';
import { parseAnnotation, type XmlAnnotation, type XmlObject } from './annotation.js';
import { readSplit, type SplitEntry } from './image-sets.js';

export interface ReadVocOptions extends LongWork {
  /** Name of a list in `ImageSets/Main`: `train`, `val`, `cat_val`. */
  readonly split: string;
  /**
   * The classes in the order wanted; objects of others are left out (they are no part of the task). Default:
   * those found in the split, sorted by name.
   */
  readonly classes?: readonly string[];
  /** Receives what cannot be read instead of an error; those images are read as empty. */
  readonly onProblem?: OnProblem;
}

/**
 * Reads one split of a devkit year folder (`VOC2012/` with `Annotations`, `ImageSets/Main`, `JPEGImages`).
 * A record (xmin, ymin, xmax, ymax), 1-based and inclusive, becomes the half-open (xmin - 1, ymin - 1, xmax, ymax).
 * @throws RcnnError `file-not-found` for a missing folder or split (listing those found), `bad-dataset` with
 *   file and line for malformed records.
 */
export async function readVoc(root: string, options: ReadVocOptions): Promise<Dataset> {
  const entries = await readSplit(root, options.split);
  const files = entries.map(({ id }) => join(root, 'Annotations', `${id}.xml`));
  const annotations = await concurrently(entries, { ...options, stage: 'annotations' }, (entry, index) =>
    readAnnotation(files[index]!, entry, options.onProblem),
  );
  const classes = vocClasses(options.classes ?? namesIn(annotations));
  return {
    images: annotations.map((annotation, index) => imageOf(entries[index]!.id, annotation)),
    classes,
    truth: tableOf(annotations, classes, files),
    root,
  };
}

/** VOC has no class numbers: 1.. by position. */
export function vocClasses(names: Iterable<string>): ClassRecord[] {
  return [...names].map((name, index) => ({ name, id: index + 1 }));
}

async function readAnnotation(
  file: string,
  entry: SplitEntry,
  onProblem: OnProblem | undefined,
): Promise<XmlAnnotation> {
  try {
    return parseAnnotation(await readText(file), file);
  } catch (error) {
    if (error instanceof RcnnError && error.code === 'file-not-found') {
      const message = `expected the annotation ${file} of this image, but it does not exist.`;
      report({ kind: 'missing-file', file: entry.file, line: entry.line, message }, onProblem);
    } else if (error instanceof BadDatasetError && onProblem) onProblem(error.problem);
    else throw error;
    return { width: 0, height: 0, objects: [] };
  }
}

function namesIn(annotations: readonly XmlAnnotation[]): string[] {
  return [...new Set(annotations.flatMap(({ objects }) => objects.map(({ name }) => name)))].sort();
}

/** The devkit finds photographs by id; a `<filename>` counts where it only says another ending. */
function imageOf(id: string, { filename, width, height }: XmlAnnotation): ImageRecord {
  const name =
    filename !== undefined && stem(filename) === stem(`${id}.jpg`) ? basename(filename) : `${id}.jpg`;
  return { id, file: join('JPEGImages', dirname(id), basename(name)), width, height };
}

function tableOf(annotations: readonly XmlAnnotation[], classes: readonly ClassRecord[], files: string[]) {
  const indexOf = new Map(classes.map(({ name }, index) => [name, index]));
  const truth = new TruthBuilder();
  annotations.forEach(({ objects }, image) => {
    for (const object of objects) {
      const index = indexOf.get(object.name);
      if (index === undefined) continue;
      const box = { x1: object.xmin - 1, y1: object.ymin - 1, x2: object.xmax, y2: object.ymax };
      truth.add({ image, class: index, ...box, flags: flagsOf(object) }, { file: image, line: object.line });
    }
  });
  return truth.finish(files);
}

/** Bits of `TruthTable.flags`. */
export function flagsOf({ difficult, truncated, occluded }: XmlObject): number {
  return (difficult ? DIFFICULT : 0) | (truncated ? TRUNCATED : 0) | (occluded ? OCCLUDED : 0);
}
