import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { TruthBuilder } from '../columns.js';
import { concurrently } from '../concurrently.js';
import { halfOpen, type Shift } from '../half-open.js';
import { BadDatasetError, type OnProblem, report } from '../problem.js';
import { DIFFICULT, type ImageRecord, OCCLUDED, TRUNCATED, type TruthTable } from '../records.js';
import { readXml } from '../xml.js';
import { annotationOf, type XmlAnnotation, type XmlObject } from './annotation.js';

/** An image as a list names it, and where its annotation is. */
interface AnnotationEntry {
  /** The list and its line, for messages. */
  readonly file: string;
  readonly line: number;
  readonly annotation: string;
}

/**
 * Reads annotation files, a few at a time, in the order of the entries. With `onProblem`, those that are
 * missing or malformed are read as empty.
 */
export async function readAnnotations(
  entries: readonly AnnotationEntry[],
  options: LongWork & { readonly onProblem?: OnProblem },
): Promise<XmlAnnotation[]> {
  return concurrently(entries, { ...options, stage: 'annotations' }, (entry) =>
    readOne(entry, options.onProblem),
  );
}

async function readOne(
  { annotation, file, line }: AnnotationEntry,
  onProblem: OnProblem | undefined,
): Promise<XmlAnnotation> {
  try {
    return annotationOf(await readXml(annotation), annotation, onProblem);
  } catch (error) {
    if (error instanceof RcnnError && error.code === 'file-not-found') {
      const message = `expected the annotation ${annotation} of this image, but it does not exist.`;
      report({ kind: 'missing-file', file, line, message }, onProblem);
    } else if (error instanceof BadDatasetError && onProblem) onProblem(error.problem);
    else throw error;
    return { width: 0, height: 0, objects: [], background: [] };
  }
}

export interface TruthOfOptions {
  /** The file of each annotation. */
  readonly files: readonly string[];
  /** Index of a class, undefined to leave its objects out. */
  readonly indexOf: (name: string, where: { file: string; line: number }) => number | undefined;
  readonly shift: Shift;
}

/** The objects of all annotations as a table; annotation i belongs to image i. */
export function truthOf(
  annotations: readonly XmlAnnotation[],
  { files, indexOf, shift }: TruthOfOptions,
): TruthTable {
  const truth = new TruthBuilder();
  annotations.forEach(({ objects }, image) => {
    for (const object of objects) {
      const { line } = object;
      const index = indexOf(object.name, { file: files[image]!, line });
      if (index === undefined) continue;
      const box = halfOpen(object, shift)!;
      truth.add({ image, class: index, ...box, flags: flagsOf(object) }, { file: image, line });
    }
  });
  return truth.finish(files);
}

/** What an annotation adds to its image's record: boxes that hold no object, 1-based and inclusive as the objects'. */
export function backgroundOf(
  { background }: XmlAnnotation,
  shift: Shift = { low: -1, high: 0 },
): Pick<ImageRecord, 'background'> {
  if (background.length === 0) return {};
  return { background: background.map((one) => halfOpen(one, shift)!) };
}

function flagsOf({ difficult, truncated, occluded }: XmlObject): number {
  return (difficult ? DIFFICULT : 0) | (truncated ? TRUNCATED : 0) | (occluded ? OCCLUDED : 0);
}
