/** N = images of the split, n = shards, b = images computed together. */
import { RcnnError } from '../errors.js';

/** One part of a split, for several machines or processes: part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** @param text `2/3`: the second of three @throws RcnnError `bad-option` */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && index >= 1 && index <= count) return { index, count };
  throw new RcnnError(
    'bad-option',
    `Expected --shard to be like 2/3, part 2 of 3 counted from 1, but got ${text}.`,
  );
}

/**
 * The images of a shard, as indices into the split. Shards take turns, b images at a time, so that each gets its
 * share of whatever the order of the list means, and what is computed together stays together.
 */
export function shardIndices(images: number, { batch, shard }: { batch: number; shard: Shard }): number[] {
  const all = Array.from({ length: images }, (_, i) => i);
  return all.filter((i) => shardOf(i, { batch, count: shard.count }) === shard.index);
}

/** Which shard, from 1, has image i of the split. */
export function shardOf(image: number, { batch, count }: { batch: number; count: number }): number {
  return (Math.floor(image / batch) % count) + 1;
}
