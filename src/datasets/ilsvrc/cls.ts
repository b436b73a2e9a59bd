import { type ClassificationSet, GUESSES, type GuessTable } from '../classification.js';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { Photographs } from '../photographs.js';
import { badDataset } from '../problem.js';
import type { ClassRecord } from '../records.js';
import { type IlsvrcClass, readIlsvrcMeta } from './meta.js';
import { ilsvrcPhotograph } from './photograph.js';

export interface ReadIlsvrcClsOptions {
  /** File of the classes, `<id>,<wnid>,<name>`: the ids are ILSVRC's own, not positions in synset_words.txt. */
  readonly meta: string;
  /** Name of image n. Default: `ILSVRC2012_val_00000001`. */
  readonly idOf?: (number: number) => string;
}

/**
 * Reads ILSVRC CLS's ground truth: one label per line, image by image (`ILSVRC2012_validation_ground_truth.txt`);
 * labels are ILSVRC ids or wnids. (Caffe's `val.txt` counts labels from 0 in another order and is refused.)
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readIlsvrcCls(
  file: string,
  { meta, idOf = (number) => `ILSVRC2012_val_${String(number).padStart(8, '0')}` }: ReadIlsvrcClsOptions,
): Promise<ClassificationSet> {
  const classes: IlsvrcClass[] = await readIlsvrcMeta(meta);
  const find = labelFinder(classes);
  const labels: number[] = [];
  await readLines(file, (text, line) => {
    labels.push(find(text.trim(), { file, line }));
  });
  return {
    images: labels.map((_, index) => ({ id: idOf(index + 1), number: index + 1, width: 0, height: 0 })),
    classes,
    label: Int32Array.from(labels),
  };
}

/** The set with its photographs below `root`: `<id>.JPEG`, or with another ending in any case. */
export async function withPhotographs(
  set: ClassificationSet,
  root: string | undefined,
): Promise<ClassificationSet> {
  const photographs = root === undefined ? new Photographs('', []) : await Photographs.below(root);
  const images = set.images.map((image) => ({ ...image, file: ilsvrcPhotograph(image.id, photographs) }));
  return { ...set, images, ...(root !== undefined && { root }) };
}

/**
 * Reads ILSVRC CLS's predictions: one line per image in the order of the truth, up to five labels (ids or wnids),
 * best first.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for another number of lines
 */
export async function readIlsvrcGuesses(
  file: string,
  { images, classes }: Pick<ClassificationSet, 'images' | 'classes'>,
): Promise<GuessTable> {
  const find = labelFinder(classes);
  const guess = new Int32Array(images.length * GUESSES).fill(-1);
  let image = 0;
  await readLines(file, (text, line) => {
    const labels = text.trim().split(/\s+/);
    if (image >= images.length || labels.length > GUESSES) {
      const message = `expected ${images.length} lines of at most ${GUESSES} labels, but got ${shown(text.trim())}.`;
      throw badDataset({ kind: 'malformed', file, line, message });
    }
    labels.forEach((label, rank) => {
      guess[image * GUESSES + rank] = find(label, { file, line });
    });
    image++;
  });
  if (image === images.length) return { perImage: GUESSES, guess };
  const message = `expected a line for each of the ${images.length} images, but got ${image}.`;
  throw badDataset({ kind: 'malformed', file, line: image, message });
}

function labelFinder(classes: readonly ClassRecord[]) {
  const index = new Map(classes.map(({ id }, position) => [String(id), position]));
  classes.forEach(({ wnid }, position) => {
    if (wnid !== undefined) index.set(wnid, position);
  });
  return (label: string, { file, line }: { file: string; line: number }): number => {
    const found = index.get(label);
    if (found !== undefined) return found;
    const message = `expected the id or wnid of one of the ${classes.length} classes, but got ${shown(label)}.`;
    throw badDataset({ kind: 'unknown-class', file, line, message });
  };
}
