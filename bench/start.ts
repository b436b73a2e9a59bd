/**
 * What a start of `detect` costs, as whole processes of the built package: from the command to its end for one
 * photograph, for two, for many. What a photograph takes once all is warm is the slope of the many; what one takes
 * beyond that is the start.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readVoc } from '../src/datasets/voc/devkit.js';
import { type BenchOptions, interleaved, printTable, vocFolder } from './bench.js';
import { builtProgram } from './built-program.js';

const ROUNDS = 5;
const COUNTS = [1, 2, 10, 20] as const;

export async function run({
  data = vocFolder,
  split = 'val',
  limit = ROUNDS,
}: BenchOptions): Promise<unknown> {
  const program = builtProgram();
  const { images } = await readVoc(data, { split });
  // One size, so that each photograph is about the same work.
  const files = images.filter(({ width, height }) => width === 500 && height === 375);
  const paths = files.map(({ file }) => join(data, file!));
  const contenders = COUNTS.map((count) => ({
    name: String(count),
    work: async () => detect(program, paths.slice(0, count)),
  }));
  const [one, two, ten, twenty] = (await interleaved(contenders, limit)).map(({ median }) => median) as [
    ...[number, number, number, number],
  ];
  const warm = (twenty - ten) / 10;
  printTable(
    ['one photograph, s', 'two', 'a warm one', 'start'],
    [[one, two, warm, one - warm].map((ms) => (ms / 1000).toFixed(2))],
  );
  return { one, two, warm, start: one - warm };
}

function detect(program: string, files: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [program, 'detect', ...files, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
}
