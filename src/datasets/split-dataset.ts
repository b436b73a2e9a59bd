/** Dividing a data set at random. N = images. */
import { posix } from 'node:path';
import { RcnnError } from '../errors.js';
import { keyedStream } from '../random/keyed-stream.js';
import type { Dataset } from './records.js';

export interface SplitOptions {
  /** Shares of the photographs, 0 to 1 together; the rest is for training. */
  readonly val: number;
  readonly test: number;
  readonly seed: number;
  /**
   * What must not be divided: photographs of one folder, or those of whose path the pattern's first group (else all
   * of its match) is the same. Photographs that it does not match stand alone.
   */
  readonly groupBy?: 'folder' | RegExp;
  /** Photographs that are one file, as groups of indices: they are never divided. */
  readonly same?: readonly (readonly number[])[];
}

/**
 * Each image marked with `train`, `val` or `test`, at random by group. Copies that Roboflow made of one photograph
 * (`x_jpg.rf.<hash>.jpg`) stay together in any case.
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
  const groups = shuffled(groupsOf(dataset, options), seed);
  const count = dataset.images.length;
  const wanted = { test: Math.round(test * count), val: Math.round(val * count) };
  const splits = new Array<string>(count).fill('train');
  const taken = { test: 0, val: 0 };
  for (const group of groups) {
    const name = (['test', 'val'] as const).find((one) => taken[one] + group.length <= wanted[one]);
    if (!name) continue;
    taken[name] += group.length;
    for (const index of group) splits[index] = name;
  }
  for (const name of ['test', 'val'] as const)
    expectFilled(name, { taken: taken[name], wanted: wanted[name], groups: groups.length });
  if (!splits.includes('train')) throw tooFew('train', groups.length);
  return { ...dataset, images: dataset.images.map((image, index) => ({ ...image, split: splits[index]! })) };
}

function expectFilled(
  name: string,
  { taken, wanted, groups }: { taken: number; wanted: number; groups: number },
): void {
  if (wanted > 0 && taken === 0) throw tooFew(name, groups);
}

function tooFew(name: string, groups: number): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected groups small enough to fill the split ${name}, but there are only ${groups} of them. Take a larger share, or other groups.`,
  );
}

/** Indices of images that stay together; groups stand in the order of their first image. */
function groupsOf({ images }: Dataset, { groupBy, same = [] }: SplitOptions): number[][] {
  const leader = images.map((_, index) => index);
  const find = (index: number): number => (leader[index] === index ? index : find(leader[index]!));
  const join = (one: number, other: number) => {
    const [low, high] = [find(one), find(other)].sort((a, b) => a - b);
    leader[high!] = low!;
  };
  const first = new Map<string, number>();
  images.forEach(({ file, id }, index) => {
    const path = (file ?? id).replaceAll('\\', '/');
    for (const key of [`copy ${path.replace(/\.rf\.[^./]+(?=\.\w+$)/, '')}`, keyOf(path, groupBy)]) {
      if (key === undefined) continue;
      const known = first.get(key);
      if (known === undefined) first.set(key, index);
      else join(known, index);
    }
  });
  for (const [one, ...others] of same) for (const other of others) join(one!, other);
  const groups = new Map<number, number[]>();
  images.forEach((_, index) => {
    const group = find(index);
    groups.set(group, [...(groups.get(group) ?? []), index]);
  });
  return [...groups.values()];
}

function keyOf(path: string, groupBy: SplitOptions['groupBy']): string | undefined {
  if (groupBy === 'folder') return `folder ${posix.dirname(path)}`;
  const match = groupBy?.exec(path);
  return match ? `group ${match[1] ?? match[0]}` : undefined;
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const order = [...items];
  const random = keyedStream(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
