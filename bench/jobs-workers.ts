/** Two workers of a queue, a thread each, against one process with two threads: what dividing a run costs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/node/package-root.js';
import { startRedis } from '../test/support/stores.js';
import { type BenchOptions, printTable, vocFolder } from './bench.js';

/** The start of processes takes its part of a short run: rates are those between these numbers of photographs. */
const FEW = 8;
const PHOTOGRAPHS = 40;

/** The longer runs take turns so often; the fastest of each counts. */
const ROUNDS = 2;

interface Spent {
  /** Seconds on the clock. */
  readonly seconds: number;
  /** Seconds of processors, of the processes and of all that they started. */
  readonly cpu: number;
}

/** @param limit photographs of the longer run */
export async function run({
  data = vocFolder,
  split = 'val',
  limit = PHOTOGRAPHS,
}: BenchOptions): Promise<unknown> {
  const ids = readFileSync(join(data, 'ImageSets', 'Main', `${split}.txt`), 'utf8')
    .trim()
    .split('\n');
  const all = ids.map((id) => join(data, 'JPEGImages', `${id.trim().split(/\s/)[0]}.jpg`)).slice(0, limit);
  const few = all.slice(0, FEW);
  const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'));
  const redis = await startRedis();
  const env = {
    GOOGLENET_RCNN_QUEUE: redis.url,
    GOOGLENET_RCNN_CACHE: join(folder, 'cache'),
  };
  try {
    let runs = 0;
    const both = async (photographs: readonly string[]) => {
      const storage = join(folder, `jobs-${runs++}`); // else the results of the last round would be there
      return [
        await oneProcess(photographs, env),
        await twoWorkers(photographs, { ...env, GOOGLENET_RCNN_STORAGE: storage }),
      ];
    };
    const short = await both(few);
    const rounds: Spent[][] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await both(all));
    const fastest = (i: number, what: keyof Spent) => Math.min(...rounds.map((round) => round[i]![what]));
    const long = short.map((_, i) => ({ seconds: fastest(i, 'seconds'), cpu: fastest(i, 'cpu') }));
    return table(short, long, all.length - few.length);
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function oneProcess(photographs: readonly string[], env: NodeJS.ProcessEnv): Promise<Spent> {
  return timed([['detect', ...photographs, '--json', '--threads', '2', '--threshold', '0.01']], env);
}

async function twoWorkers(photographs: readonly string[], env: NodeJS.ProcessEnv): Promise<Spent> {
  await timed([['jobs', 'submit', ...photographs, '--unit', '4']], env);
  const worker = ['worker', '--drain', '--threads', '1'];
  return timed([worker, worker], env);
}

function table(short: readonly Spent[], long: readonly Spent[], photographs: number) {
  const rows = ['one process, 2 threads', 'two workers, 1 thread each'].map((what, i) => ({
    what,
    seconds: (long[i]!.seconds - short[i]!.seconds) / photographs,
    cpu: (long[i]!.cpu - short[i]!.cpu) / photographs,
    start: short[i]!.seconds,
  }));
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const [one] = rows;
  printTable(
    [
      `${photographs} photographs after the first ${FEW}`,
      'seconds each',
      'throughput',
      'CPU s each',
      'for the same CPU',
      `seconds for the first ${FEW}, with the start`,
    ],
    rows.map(({ what, seconds, cpu, start }) => [
      ...[what, seconds.toFixed(3), percent(one!.seconds / seconds)],
      ...[cpu.toFixed(3), percent(one!.cpu / cpu), start.toFixed(1)],
    ]),
  );
  return rows;
}

/** Seconds of processors, of a process and of all that it started. */
async function timed(commands: readonly (readonly string[])[], env: NodeJS.ProcessEnv): Promise<Spent> {
  const began = performance.now();
  const all = await Promise.all(
    commands.map(async (args) => {
      const main = ['--import', 'tsx', join(packageRoot, 'src', 'cli', 'main.ts')];
      const bash = ['-c', '"$@" >/dev/null; times', 'bash', process.execPath, ...main, ...args];
      const child = spawn('bash', bash, {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...env },
      });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      await once(child, 'close');
      const [user = 0, system = 0] = text
        .trim()
        .split('\n')
        .at(-1)!
        .split(' ')
        .map((part) => 60 * Number.parseInt(part, 10) + Number.parseFloat(part.split('m')[1]!));
      return user + system;
    }),
  );
  return { seconds: (performance.now() - began) / 1000, cpu: all.reduce((sum, one) => sum + one, 0) };
}
