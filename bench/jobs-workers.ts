/** Two workers of a queue, a thread each, against one process with two threads: what dividing a run costs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/node/package-root.js';
import { startRedis } from '../test/support/stores.js';
import { type BenchOptions, linesOfSplit, printTable, vocFolder } from './bench.js';

const PHOTOGRAPHS = 40;

/** Both take turns so often; the fastest of each counts. */
const ROUNDS = 2;

interface Spent {
  /** Seconds on the clock. */
  readonly seconds: number;
  /** Seconds of processors, of the processes and of all that they started. */
  readonly cpu: number;
}

/** @param limit photographs */
export async function run({
  data = vocFolder,
  split = 'val',
  limit = PHOTOGRAPHS,
}: BenchOptions): Promise<unknown> {
  const photographs = linesOfSplit(data, split)
    .slice(0, limit)
    .map((id) => join(data, 'JPEGImages', `${id.trim().split(/\s/)[0]}.jpg`));
  const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'));
  const redis = await startRedis();
  const env = {
    GOOGLENET_RCNN_QUEUE: redis.url,
    GOOGLENET_RCNN_CACHE: join(folder, 'cache'),
  };
  try {
    const rounds: Spent[][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const storage = join(folder, `jobs-${round}`); // else the results of the last round would be there
      rounds.push([
        await oneProcess(photographs, env),
        await twoWorkers(photographs, { ...env, GOOGLENET_RCNN_STORAGE: storage }),
      ]);
    }
    return table(rounds, photographs.length);
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

function table(rounds: readonly (readonly Spent[])[], photographs: number) {
  const rows = ['one process, 2 threads', 'two workers, 1 thread each'].map((what, i) => {
    const fastest = (key: keyof Spent) => Math.min(...rounds.map((round) => round[i]![key]));
    return { what, seconds: fastest('seconds'), cpu: fastest('cpu') };
  });
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const [one] = rows;
  printTable(
    [`${photographs} photographs, with the start`, 'seconds', 'throughput', 'CPU s', 'for the same CPU'],
    rows.map(({ what, seconds, cpu }) => [
      ...[what, seconds.toFixed(1), percent(one!.seconds / seconds)],
      ...[cpu.toFixed(1), percent(one!.cpu / cpu)],
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
