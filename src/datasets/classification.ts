import type { ClassRecord, ImageRecord } from './records.js';

/** Photographs with one label each: N = images, K = classes. */
export interface ClassificationSet {
  readonly images: readonly ImageRecord[];
  readonly classes: readonly ClassRecord[];
  /** N indices into `classes`. */
  readonly label: Int32Array;
  /** Folder that `ImageRecord.file` starts from. */
  readonly root?: string;
}

/** Guesses, best first: `perImage` of them for each image. */
export interface GuessTable {
  readonly perImage: number;
  /** N x perImage indices into `classes`; -1 where an image has fewer guesses. */
  readonly guess: Int32Array;
}

/** ILSVRC CLS counts five guesses an image. */
export const GUESSES = 5;

/** What labels are compared by: names are spelt in many ways, wnids are not. */
export function labelOf({ wnid, name }: Pick<ClassRecord, 'wnid' | 'name'>): string {
  return wnid ?? name;
}
