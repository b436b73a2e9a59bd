/** Choices among items: the same seed gives the same ones on every machine. */
import { randomStream } from './seeded-stream.js';

/** A stream for one item of many, far from its neighbours' whatever the seeds. */
export function streamFor(seed: number, item: number): () => number {
  return randomStream(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(item + 1, 0x85ebca6b));
}

/** `count` of the items, drawn without putting back, in random order; all of them when there are fewer. */
export function draw<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items];
  const drawn = Math.min(count, left.length);
  for (let i = 0; i < drawn; i++) {
    const j = i + Math.floor(random() * (left.length - i));
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left.slice(0, drawn);
}
