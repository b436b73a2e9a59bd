import { dirname } from 'node:path';
import { unknownName } from '../../errors.js';
import { openSource } from '../byte-window.js';
import { TruthBuilder } from '../columns.js';
import { JsonCursor } from '../json-cursor.js';
import { type OnProblem, type Problem, report } from '../problem.js';
import type { ClassRecord, Dataset } from '../records.js';
import { Annotations } from './annotations.js';
import { type Category, type CocoImage, readCategory, readImage } from './entries.js';

export interface ReadCocoOptions {
  /** Names of the classes in the order wanted; annotations of others are left out. Default: all, by rising id. */
  readonly classes?: readonly string[];
  /** Folder of the photographs. Default: the JSON file's own. */
  readonly imageRoot?: string;
  /** Receives annotations that cannot be used instead of an error. */
  readonly onProblem?: OnProblem;
  /** Receives categories that are no class. */
  readonly onNote?: OnProblem;
}

interface Content {
  readonly images: CocoImage[];
  readonly categories: Category[];
  readonly annotations: Annotations;
}

/**
 * Reads COCO's instances JSON. Image ids become strings; a box `[x, y, width, height]` becomes (x, y, x + width,
 * y + height) with its recorded product in `boxArea`; `iscrowd` sets CROWD; a missing `area` is the box's own.
 * Segmentations are passed over. The extra keys `difficult`, `truncated`, `occluded` (0 or 1) and a category's
 * `wnid`, which this package writes, are read too. Synchronous inside, about a second for 150 MB.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readCoco(file: string, options: ReadCocoOptions = {}): Promise<Dataset> {
  const content = readContent(file);
  const { onProblem } = options;
  const told = (problem: Omit<Problem, 'file'>) => report({ file, ...problem }, onProblem);
  const images = withoutRepeats(content.images, 'image', file, onProblem);
  const categories = withoutRepeats(content.categories, 'category', file, onProblem);
  const classes = selectClasses(
    withoutParents(categories, content.annotations, { ...options, file }),
    options.classes,
  );
  const imageIndex = new Map(images.map(({ id }, index) => [id, index]));
  const classIndex = new Map(classes.map(({ id }, index) => [id, index]));
  const known = new Set(categories.map(({ id }) => id));
  const truth = new TruthBuilder();
  const { annotations } = content;
  if (onProblem) withoutRepeats(annotations.records(), 'annotation', file, onProblem);
  for (let item = 0; item < annotations.length; item++) {
    const line = annotations.line.at(item);
    const imageId = annotations.imageId.at(item);
    const categoryId = annotations.categoryId.at(item);
    const image = imageIndex.get(imageId);
    const index = classIndex.get(categoryId);
    if (image === undefined) {
      const message = `expected annotations[${item}] on one of the ${images.length} images, but its image_id is ${imageId}.`;
      told({ kind: 'unknown-image', line, message });
    } else if (index !== undefined) {
      annotations.addTo(truth, item, { image, class: index });
    } else if (!known.has(categoryId)) {
      const message = `expected annotations[${item}] of one of the ${known.size} categories, but its category_id is ${categoryId}.`;
      told({ kind: 'unknown-class', line, message });
    }
  }
  return {
    images: images.map(({ id, line: _, ...image }) => ({ id: String(id), ...image })),
    classes: classes.map(({ line: _, parent: __, ...category }) => category),
    truth: truth.finish([file], 'annotations'),
    root: options.imageRoot ?? dirname(file),
  };
}

function readContent(file: string): Content {
  using source = openSource(file);
  const cursor = new JsonCursor(source, file);
  let images: CocoImage[] | undefined;
  let categories: Content['categories'] | undefined;
  let annotations: Annotations | undefined;
  if (!cursor.isObject()) throw cursor.error('a JSON object with images, annotations and categories');
  cursor.object((key) => {
    if (key === 'images') images = listOf(cursor, readImage);
    else if (key === 'categories') categories = listOf(cursor, readCategory);
    else if (key === 'annotations') annotations = new Annotations(cursor);
    else cursor.skip();
  });
  cursor.end();
  if (images && categories && annotations) return { images, categories, annotations };
  const missing = Object.entries({ images, annotations, categories }).filter(
    ([, list]) => list === undefined,
  );
  throw cursor.error(
    `the lists images, annotations and categories`,
    `none of ${missing.map(([name]) => name).join(', ')}`,
  );
}

function listOf<T>(cursor: JsonCursor, read: (cursor: JsonCursor, index: number) => T): T[] {
  const list: T[] = [];
  cursor.array(() => list.push(read(cursor, list.length)));
  return list;
}

/** The first record of each id; later ones are doubtful but harmless, as pycocotools takes them. */
function withoutRepeats<T extends { readonly id: number | undefined; readonly line: number }>(
  records: readonly T[],
  what: string,
  file: string,
  onProblem: OnProblem | undefined,
): T[] {
  const seen = new Set<number>();
  return records.filter(({ id, line }) => {
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) seen.add(id);
      return true;
    }
    onProblem?.({
      kind: 'duplicate',
      file,
      line,
      message: `expected each ${what} id once, but ${id} comes again.`,
    });
    return false;
  });
}

/**
 * Roboflow puts a category 0 above those that were labelled. One without objects that others name as their
 * `supercategory` is no class: it would shift every class of a detector, or be one that is never found.
 */
function withoutParents(
  categories: readonly Category[],
  annotations: Annotations,
  { onNote, classes = [], file }: ReadCocoOptions & { readonly file: string },
): readonly Category[] {
  const parents = new Set(categories.map(({ parent }) => parent));
  const used = new Set(
    Array.from({ length: annotations.length }, (_, row) => annotations.categoryId.at(row)),
  );
  return categories.filter(({ id, name, parent, line }) => {
    const isClass = used.has(id) || parent === name || !parents.has(name) || classes.includes(name);
    if (!isClass) {
      const message = `the category ${name} has no objects and is only above others: it is no class.`;
      onNote?.({ kind: 'unused-class', file, line, message });
    }
    return isClass;
  });
}

function selectClasses<T extends ClassRecord>(
  categories: readonly T[],
  names: readonly string[] | undefined,
): T[] {
  if (!names) return [...categories].sort((a, b) => a.id - b.id);
  return names.map((name) => {
    const found = categories.find((category) => category.name === name);
    if (!found)
      throw unknownName(
        'the class',
        name,
        categories.map((category) => category.name),
      );
    return found;
  });
}
