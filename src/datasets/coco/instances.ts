import { dirname } from 'node:path';
import type { LongWork } from '../../progress.js';
import { inTurns, type Steps } from '../../steps.js';
import { openSource } from '../byte-window.js';
import { TruthBuilder } from '../columns.js';
import { JsonCursor } from '../json-cursor.js';
import { LeftOut } from '../left-out.js';
import { type OnProblem, type Problem, report } from '../problem.js';
import type { Dataset } from '../records.js';
import { selectClasses } from '../select-classes.js';
import { Annotations } from './annotations.js';
import { type CocoClass, classesOf, withoutParents } from './categories.js';
import { type Category, type CocoImage, readCategory, readImage } from './entries.js';
import { CocoIds } from './ids.js';

export interface ReadCocoOptions extends LongWork {
  /** Names of the classes in the order wanted; annotations of others are left out. Default: all, by rising id. */
  readonly classes?: readonly string[];
  /** Folder of the photographs. Default: the JSON file's own. */
  readonly imageRoot?: string;
  /** Receives annotations that cannot be used instead of an error. */
  readonly onProblem?: OnProblem;
  /** Receives categories that are no class, and how many annotations have no box. */
  readonly onNote?: OnProblem;
}

const NO_BOX = 'an annotation without bbox or an outline has no box';

interface Content {
  readonly ids: CocoIds;
  readonly images: CocoImage[];
  readonly categories: Category[];
  readonly annotations: Annotations;
}

/**
 * Reads COCO's instances JSON. Image ids become strings; a box `[x, y, width, height]` becomes (x, y, x + width,
 * y + height) with its recorded product in `boxArea`; `iscrowd` sets CROWD; a missing `area` is the box's own.
 * An annotation without `bbox` has the box around its `segmentation`, and without either is left out. Categories of one
 * name are one class. The extra keys `difficult`, `truncated`, `occluded` (0 or 1) and a category's `wnid`, which this
 * package writes, are read too. About a second for 150 MB.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file, line and record; `aborted`
 */
export async function readCoco(file: string, options: ReadCocoOptions = {}): Promise<Dataset> {
  const { onProblem, onNote } = options;
  const { ids, annotations, ...content } = await inTurns(readContent(file), options);
  const repeats = { ids, file, onProblem };
  const images = withoutRepeats(content.images, 'image', repeats);
  const categories = withoutRepeats(content.categories, 'category', repeats);
  if (onProblem) withoutRepeats(annotations.records(), 'annotation', repeats);
  const used = usedIn(annotations);
  const labelled = withoutParents(categories, used, { ...options, file });
  const classes = selectClasses(
    classesOf(labelled, { ...repeats, used }),
    options.classes,
    ({ record }) => record.name,
  );
  const truth = placed(annotations, { ids, file, onProblem, onNote, images, categories, classes });
  return {
    images: images.map(({ id, line: _, ...image }) => {
      const textId = ids.quoted(id);
      return { id: ids.text(id), ...image, ...(textId !== undefined && { textId }) };
    }),
    classes: classes.map(({ record }) => record),
    truth: truth.finish([file], 'annotations'),
    root: options.imageRoot ?? dirname(file),
  };
}

function usedIn(annotations: Annotations): (category: number) => boolean {
  const used = new Set<number>();
  for (let item = 0; item < annotations.length; item++) used.add(annotations.categoryId.at(item));
  return (category) => used.has(category);
}

interface Parts extends Pick<Content, 'ids' | 'images' | 'categories'> {
  readonly file: string;
  readonly onProblem: OnProblem | undefined;
  readonly onNote: OnProblem | undefined;
  readonly classes: readonly CocoClass[];
}

/** The objects, each at its image and class. */
function placed(annotations: Annotations, { ids, file, onProblem, onNote, ...lists }: Parts): TruthBuilder {
  const told = (problem: Omit<Problem, 'file'>) => report({ file, ...problem }, onProblem);
  const written = (id: number) => (ids.quoted(id) === undefined ? ids.text(id) : `"${ids.text(id)}"`);
  const imageIndex = new Map(lists.images.map(({ id }, index) => [id, index]));
  const classIndex = new Map(lists.classes.flatMap(({ codes }, index) => codes.map((id) => [id, index])));
  const known = new Set(lists.categories.map(({ id }) => id));
  const truth = new TruthBuilder();
  const leftOut = new LeftOut(file, onNote);
  for (let item = 0; item < annotations.length; item++) {
    const line = annotations.line.at(item);
    const imageId = annotations.imageId.at(item);
    const categoryId = annotations.categoryId.at(item);
    const image = imageIndex.get(imageId);
    const index = classIndex.get(categoryId);
    if (image === undefined) {
      const message = `annotation ${item + 1} has image_id ${written(imageId)}, which "images" does not list.`;
      told({ kind: 'unknown-image', line, message });
    } else if (index !== undefined) {
      if (annotations.hasBox(item)) annotations.addTo(truth, item, { image, class: index });
      else leftOut.add(NO_BOX, lists.images[image]!.file ?? ids.text(imageId));
    } else if (!known.has(categoryId)) {
      const message = `annotation ${item + 1} has category_id ${written(categoryId)}, which "categories" does not list.`;
      told({ kind: 'unknown-class', line, message });
    }
  }
  leftOut.report();
  return truth;
}

function* readContent(file: string): Steps<Content> {
  using source = openSource(file);
  const cursor = new JsonCursor(source, file);
  const ids = new CocoIds();
  let images: CocoImage[] | undefined;
  let categories: Category[] | undefined;
  let annotations: Annotations | undefined;
  if (!cursor.isObject()) throw cursor.error('a JSON object with images, annotations and categories');
  const read = cursor.objectInPortions((key) => {
    if (key === 'images') {
      images = [];
      return listInto(images, cursor, () => readImage(cursor, ids));
    }
    if (key === 'categories') {
      categories = [];
      return listInto(categories, cursor, () => readCategory(cursor, ids));
    }
    if (key === 'annotations') {
      annotations = new Annotations(cursor, ids);
      return annotations.read();
    }
    cursor.skip();
    return undefined;
  });
  for (const _ of read) yield { stage: 'kB of truth', ...source.progress() };
  cursor.end();
  if (images && categories && annotations) return { ids, images, categories, annotations };
  const missing = Object.entries({ images, annotations, categories }).filter(
    ([, list]) => list === undefined,
  );
  throw cursor.error(
    `the lists images, annotations and categories`,
    `none of ${missing.map(([name]) => name).join(', ')}`,
  );
}

function listInto<T>(list: T[], cursor: JsonCursor, read: () => T): Iterable<number> {
  return cursor.portions(() => list.push(read()));
}

/** The first record of each id; later ones are doubtful but harmless, as pycocotools takes them. */
function withoutRepeats<T extends { readonly id: number | undefined; readonly line: number }>(
  records: readonly T[],
  what: string,
  { ids, file, onProblem }: Pick<Parts, 'ids' | 'file' | 'onProblem'>,
): T[] {
  const seen = new Set<number>();
  return records.filter(({ id, line }) => {
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) seen.add(id);
      return true;
    }
    const message = `expected each ${what} id once, but ${ids.text(id)} comes again.`;
    onProblem?.({ kind: 'duplicate', file, line, message });
    return false;
  });
}
