/** Splits a data set at random. N = images. */

import { posix } from 'node:path';
import { RcnnError } from '../errors.js';
import { keyedStream, shuffled } from '../random/keyed-stream.js';
import { separatedBySlashes } from './image-paths.js';
import { addTo } from './lists-by-key.js';
import type { Dataset } from './records.js';
import { copiedName } from './roboflow/copies.js';

export interface SplitOptions {
  /** Shares of the photographs, 0 to 1 together; the rest is for training. */
  readonly val: number;
  readonly test: number;
  readonly seed: number;
  /**
   * What must not be divided: photographs of one folder, or those for whose paths the pattern's first group (else its
   * whole match) is equal. Photographs that it does not match are groups of their own.
   */
  readonly groupBy?: 'folder' | RegExp;
  /** Photographs with the same contents, as groups of indices: they are never divided. */
  readonly same?: readonly (readonly number[])[];
}

/**
 * Marks each image with `train`, `val` or `test`, at random by group. Copies that Roboflow made of one photograph
 * (`x_jpg.rf.<hash>.jpg`) always stay together.
 * @throws RcnnError `bad-option` for shares out of range, or groups so large that a split stays empty
 */
export function splitDataset(dataset: Dataset, options: SplitOptions): Dataset {
  const { val, test, seed } = options;
  if (!(val >= 0 && test >= 0 && val + test < 1)) {
    throw new RcnnError(
      'bad-option',
      `Expected shares of val and test of 0 or more that leave something to train on, but got ${val} and ${test}.`,
    );
  }
  const groups = groupsOf(dataset, options);
  const count = dataset.images.length;
  const wanted = { test: Math.round(test * count), val: Math.round(val * count) };
  const splits = new Array<string>(count).fill('train');
  const taken = { test: 0, val: 0 };
  for (const index of shuffled(keyedStream(seed), groups.length)) {
    const group = groups[index]!;
    const name = (['test', 'val'] as const).find((one) => taken[one] + group.length <= wanted[one]);
    if (!name) continue;
    taken[name] += group.length;
    for (const image of group) splits[image] = name;
  }
  for (const name of ['test', 'val'] as const) {
    if (wanted[name] > 0 && taken[name] === 0) throw tooFew(name, groups.length);
  }
  if (!splits.includes('train')) throw tooFew('train', groups.length);
  return { ...dataset, images: dataset.images.map((image, index) => ({ ...image, split: splits[index]! })) };
}

function tooFew(name: string, groups: number): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected groups small enough to fill the split ${name}, but there are only ${groups} of them. Choose a larger share, or smaller groups.`,
  );
}

/**
 * Indices of images that belong together whatever the division: those of one file, and copies that Roboflow made.
 *
 * @param hashes of each photograph's bytes
 */
export function photographGroups(
  dataset: Dataset,
  { hashes }: { readonly hashes: readonly string[] },
): number[][] {
  const byHash = new Map<string, number[]>();
  for (const [index, hash] of hashes.entries()) addTo(byHash, hash, index);
  return groupsOf(dataset, { same: [...byHash.values()] });
}

/** Indices of images that stay together; groups come in the order of their first image. */
function groupsOf(
  { images }: Dataset,
  { groupBy, same = [] }: Pick<SplitOptions, 'groupBy' | 'same'>,
): number[][] {
  const leader = images.map((_, index) => index);
  const find = (index: number): number => (leader[index] === index ? index : find(leader[index]!));
  const join = (one: number, other: number) => {
    const [low, high] = [find(one), find(other)].sort((a, b) => a - b);
    leader[high!] = low!;
  };
  const first = new Map<string, number>();
  images.forEach((image, index) => {
    const copied = copiedName(image);
    const path = separatedBySlashes(image.file ?? image.id);
    for (const key of [copied && `copy ${copied}`, keyOf(path, groupBy)]) {
      if (key === undefined) continue;
      const known = first.get(key);
      if (known === undefined) first.set(key, index);
      else join(known, index);
    }
  });
  for (const [one, ...others] of same) for (const other of others) join(one!, other);
  const groups = new Map<number, number[]>();
  images.forEach((_, index) => {
    addTo(groups, find(index), index);
  });
  return [...groups.values()];
}

function keyOf(path: string, groupBy: SplitOptions['groupBy']): string | undefined {
  if (groupBy === 'folder') return `folder ${posix.dirname(path)}`;
  const match = groupBy?.exec(path);
  return match ? `group ${match[1] ?? match[0]}` : undefined;
}
