import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { sharedRoot } from '../test/support/shared-root.js';

/** VOC 2012 where tests look for it, too. */
export const vocFolder = join(sharedRoot, 'data', 'voc2012-subset', 'VOC2012');

/** The lines of a split's list in a VOC folder: an id each, and perhaps a flag. */
export function linesOfSplit(data: string, split: string): string[] {
  return readFileSync(join(data, 'ImageSets', 'Main', `${split}.txt`), 'utf8')
    .trim()
    .split('\n');
}

/** A benchmark: prints its tables to stderr, gives its figures for `--json`. */
export type Bench = (options: BenchOptions) => Promise<unknown>;

/** What the command line may say; each benchmark takes what concerns it. */
export interface BenchOptions {
  /** A VOC folder; for classifiers, photographs in a folder per class. */
  readonly data?: string;
  readonly split?: string;
  /** Most photographs, rounds or epochs. */
  readonly limit?: number;
}

export interface Contender {
  readonly name: string;
  /** One timed piece of work. */
  readonly work: () => Promise<unknown>;
}

export interface Timing {
  readonly name: string;
  /** Median time of one piece of work, milliseconds. */
  readonly median: number;
  readonly fastest: number;
  /** Median over the rounds of this one's time over the first contender's in the same round. */
  readonly ratio: number;
}

/**
 * Every contender once a round, round after round, so that whatever slows the machine meets all of them; the
 * first round warms up and does not count. Ratios are taken within a round.
 */
export async function interleaved(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { work }] of contenders.entries()) {
      const start = performance.now();
      await work();
      if (round > 0) times[index]!.push(performance.now() - start);
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    median: median(times[index]!),
    fastest: Math.min(...times[index]!),
    ratio: median(times[index]!.map((time, round) => time / times[0]![round]!)),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  process.stderr.write(`${table.toString()}\n`);
}
