import { basename, extname } from 'node:path';
import { belowCommonFolder, separatedBySlashes, withoutEnding } from './image-paths.js';
import type { ImageRecord } from './records.js';

/** Name of a file without folder and ending. */
export function stem(file: string): string {
  return basename(file, extname(file));
}

/** Whole numbers of up to 64 bits. */
const DIGITS = /^\d{1,19}$/;

/**
 * The images' ids as they stand in COCO files, since they may have 64 bits: ids that are all different decimal numbers
 * are kept (`000000397133` is 397133, as in COCO itself), and so is text of a COCO file, in quotes; otherwise images are
 * numbered from 1 in their order.
 */
export function cocoImageIds(images: readonly Pick<ImageRecord, 'id' | 'textId'>[]): string[] {
  const ids = images.map(({ id, textId }) =>
    textId === undefined ? id.replace(/^0+(?=.)/, '') : JSON.stringify(textId),
  );
  const known = images.every(({ id, textId }) => textId !== undefined || DIGITS.test(id));
  const kept = known && isDistinct(ids);
  return kept ? ids : images.map((_, index) => String(index + 1));
}

/**
 * The names of the images in VOC's and ILSVRC's lists: their ids; for numbered ones (COCO) the photographs' names
 * without ending, below the folder that all share, where these are distinct.
 */
export function listImageIds(images: readonly ImageRecord[]): string[] {
  const ids = images.map(({ id }) => id);
  if (!ids.every((id) => DIGITS.test(id))) return ids;
  const files = images.flatMap(({ file }) => (file === undefined ? [] : [file]));
  if (files.length < images.length) return ids;
  const names = belowCommonFolder(files).map(withoutEnding);
  return isDistinct(names) ? names : ids;
}

/** The numbers of the images in ILSVRC's result lines: their own, else 1.. by position. */
export function ilsvrcImageNumbers(images: readonly ImageRecord[]): number[] {
  const numbers = images.map(({ number }) => number ?? -1);
  return isDistinct(numbers) && !numbers.includes(-1) ? numbers : images.map((_, index) => index + 1);
}

function isDistinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}

const AMBIGUOUS = -2;

/**
 * Finds the image that a line of results means: by its id, or by a path. Of two paths, one must end with the other:
 * `photos/cam1/0001.jpg` is `cam1/0001.jpg`, and `0001.jpg` is `cam1/0001.jpg` where no other folder holds one.
 * Endings need not agree. The folder that all images share is not part of their names.
 */
export class ImageFinder {
  readonly #byId: Map<string, number>;
  readonly #byName = new Map<string, number>();
  /** By the last parts of the name. */
  readonly #byTail = new Map<string, number>();

  constructor(images: readonly ImageRecord[]) {
    this.#byId = new Map(images.map(({ id }, index) => [id, index]));
    const names = belowCommonFolder(images.map(({ id, file }) => file ?? id));
    images.forEach(({ id }, index) => {
      for (const name of spellings(names[index]!, separatedBySlashes(id))) {
        add(this.#byName, name, index);
        for (const tail of tailsOf(name)) add(this.#byTail, tail, index);
      }
    });
  }

  /** @returns index into the images, or undefined */
  find(image: string): number | undefined {
    const id = this.#byId.get(image);
    if (id !== undefined) return id;
    const path = separatedBySlashes(image);
    const index = this.#lookUp(path) ?? this.#lookUp(withoutEnding(path));
    return index === AMBIGUOUS ? undefined : index;
  }

  #lookUp(path: string): number | undefined {
    const whole = this.#byName.get(path);
    if (whole !== undefined) return whole;
    for (const tail of tailsOf(path)) {
      const index = this.#byName.get(tail);
      if (index !== undefined) return index;
    }
    return this.#byTail.get(path);
  }
}

/** With and without ending. */
function spellings(...names: readonly string[]): Set<string> {
  return new Set(names.flatMap((name) => [name, withoutEnding(name)]));
}

function add(map: Map<string, number>, name: string, index: number): void {
  const known = map.get(name);
  map.set(name, known === undefined || known === index ? index : AMBIGUOUS);
}

/** The path without its first part, without its first two, and so on. */
function tailsOf(path: string): string[] {
  const tails: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) tails.push(path.slice(at + 1));
  return tails;
}
