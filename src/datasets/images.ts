import { basename, extname } from 'node:path';
import type { ImageRecord } from './records.js';

const DIGITS = /^\d{1,15}$/;

/** Name of a file without folder and ending. */
export function stem(file: string): string {
  return basename(file, extname(file));
}

/**
 * The numbers by which COCO knows the images: ids that are all decimal numbers, each once, are kept
 * (`000000397133` is 397133, as in COCO itself); otherwise images are numbered from 1 in their order.
 */
export function cocoImageIds(images: readonly Pick<ImageRecord, 'id'>[]): number[] {
  const ids = images.map(({ id }) => (DIGITS.test(id) ? Number(id) : -1));
  return isDistinct(ids) && !ids.includes(-1) ? ids : images.map((_, index) => index + 1);
}

/**
 * The names by which VOC and ILSVRC lists know the images: their ids; for numbered ones (COCO) the
 * photographs' names, where each has another.
 */
export function listImageIds(images: readonly ImageRecord[]): string[] {
  const ids = images.map(({ id }) => id);
  if (!ids.every((id) => DIGITS.test(id))) return ids;
  const stems = images.map(({ id, file }) => (file === undefined ? id : stem(file)));
  return isDistinct(stems) ? stems : ids;
}

/** The numbers by which ILSVRC's result lines know the images: their own, else 1.. by position. */
export function ilsvrcImageNumbers(images: readonly ImageRecord[]): number[] {
  const numbers = images.map(({ number }) => number ?? -1);
  return isDistinct(numbers) && !numbers.includes(-1) ? numbers : images.map((_, index) => index + 1);
}

function isDistinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}

const AMBIGUOUS = -2;

/**
 * Finds the image that a result line means: its id, or a path whose file name, with or without ending, is that
 * of one image only.
 */
export class ImageFinder {
  readonly #byId: Map<string, number>;
  readonly #byName = new Map<string, number>();

  constructor(images: readonly ImageRecord[]) {
    this.#byId = new Map(images.map(({ id }, index) => [id, index]));
    images.forEach(({ id, file }, index) => {
      for (const name of new Set([stem(file ?? id), basename(file ?? id), basename(id)])) {
        this.#byName.set(name, this.#byName.has(name) ? AMBIGUOUS : index);
      }
    });
  }

  /** @returns index into the images, or undefined */
  find(image: string): number | undefined {
    const index = this.#byId.get(image) ?? this.#byName.get(basename(image)) ?? this.#byName.get(stem(image));
    return index === AMBIGUOUS ? undefined : index;
  }
}
