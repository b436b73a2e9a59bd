import { join, posix } from 'node:path';
import type { LongWork } from '../../progress.js';
import { separatedBySlashes, withoutEnding } from '../image-paths.js';
import { Photographs } from '../photographs.js';
import type { OnProblem } from '../problem.js';
import type { ClassRecord, Dataset, ImageRecord } from '../records.js';
import type { XmlAnnotation } from './annotation.js';
import { readSplit } from './image-sets.js';
import { backgroundOf, readAnnotations, truthOf } from './read-annotations.js';

export interface ReadVocOptions extends LongWork {
  /** Name of a list in `ImageSets/Main`: `train`, `val`, `cat_val`. */
  readonly split: string;
  /**
   * The classes in the order wanted; objects of others are left out (they are no part of the task). Default:
   * those found in the split, sorted by name.
   */
  readonly classes?: readonly string[];
  /** Where the photographs are. Default: `JPEGImages` below the root. */
  readonly imageRoot?: string;
  /** Receives what cannot be read instead of an error; those images are read as empty. */
  readonly onProblem?: OnProblem;
}

/**
 * Reads one split of a devkit year folder (`VOC2012/` with `Annotations`, `ImageSets/Main`, `JPEGImages`).
 * A record (xmin, ymin, xmax, ymax), 1-based and inclusive, becomes the half-open (xmin - 1, ymin - 1, xmax, ymax).
 * @throws RcnnError `file-not-found` for a missing folder, `bad-option` for a split that there is not (listing those found),
 *   `bad-dataset` with file and line for malformed records.
 */
export async function readVoc(root: string, options: ReadVocOptions): Promise<Dataset> {
  const entries = await readSplit(root, options.split);
  const files = entries.map(({ id }) => join(root, 'Annotations', `${id}.xml`));
  const [annotations, photographs] = await Promise.all([
    readAnnotations(
      entries.map(({ file, line }, index) => ({ file, line, annotation: files[index]! })),
      options,
    ),
    Photographs.below(options.imageRoot ?? join(root, PHOTOGRAPHS)),
  ]);
  const classes = vocClasses(options.classes ?? namesIn(annotations));
  const indexOf = new Map(classes.map(({ name }, index) => [name, index]));
  return {
    images: annotations.map((annotation, index) => {
      const image = imageOf(entries[index]!.id, annotation, photographs);
      return options.imageRoot === undefined
        ? { ...image, file: posix.join(PHOTOGRAPHS, image.file) }
        : image;
    }),
    classes,
    truth: truthOf(annotations, { files, indexOf: (name) => indexOf.get(name), shift: { low: -1, high: 0 } }),
    root: options.imageRoot ?? root,
  };
}

/** VOC has no class numbers: 1.. by position. */
export function vocClasses(names: Iterable<string>): ClassRecord[] {
  return [...names].map((name, index) => ({ name, id: index + 1 }));
}

function namesIn(annotations: readonly XmlAnnotation[]): string[] {
  return [...new Set(annotations.flatMap(({ objects }) => objects.map(({ name }) => name)))].sort();
}

const PHOTOGRAPHS = 'JPEGImages';

/**
 * The devkit finds photographs by id; here with any ending, in any case. A `<filename>` counts where it only says
 * another ending.
 */
function imageOf(
  id: string,
  annotation: XmlAnnotation,
  photographs: Photographs,
): ImageRecord & { file: string } {
  const { filename = '', width, height } = annotation;
  const named = posix.join(posix.dirname(id), posix.basename(separatedBySlashes(filename)));
  const likely = withoutEnding(named) === id && named !== id ? named : `${id}.jpg`;
  const file = photographs.find(likely) ?? photographs.find(id) ?? likely;
  return { id, file, width, height, ...backgroundOf(annotation) };
}
