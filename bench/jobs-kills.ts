/**
 * A data set over three workers that keep being killed, with the embedded detector: SIGKILL at random moments, a restart of
 * Redis, a full store, a second submission. The merged results must be those of one process, byte for byte.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UnitQueue } from '../src/jobs/queue/unit-queue.js';
import { runStatuses } from '../src/jobs/run-status.js';
import { openStorage } from '../src/jobs/storage/open-storage.js';
import { packageRoot } from '../src/platform/node/package-root.js';
import { keyedStream } from '../src/random/keyed-stream.js';
import { type S3Server, startS3 } from '../test/support/s3-server.js';
import { type Store, startRedis } from '../test/support/stores.js';
import { type BenchOptions, linesOfSplit, printTable, vocFolder } from './bench.js';

const WORKERS = 3;
const KILLS = 20;
const STORAGE = 's3://bucket/jobs';

/** Seconds between two kills: longer than a worker takes to start. */
const PAUSE = { least: 10, most: 25 };

/** Other faults, and the number of workers killed before each. */
const FAULT = { storeFull: 5, storeFree: 6, queueRestarts: 10, submittedAgain: 12 };

/** Images per unit: few, so that each worker gets several units even of a small split. */
const UNIT = '16';

/** @param limit photographs */
export async function run({ data = vocFolder, split = 'val', limit = Infinity }: BenchOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-kills-'));
  const truth = firstOf(data, { split, limit, folder });
  const redis = await startRedis();
  const s3 = await startS3();
  Object.assign(process.env, {
    GOOGLENET_RCNN_QUEUE: redis.url,
    GOOGLENET_RCNN_STORAGE: STORAGE,
    AWS_ENDPOINT_URL: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
  const team: ChildProcess[] = [];
  try {
    const id = await submit(truth, split);
    for (let i = 0; i < WORKERS; i++) team.push(startWorker());
    const kills = await killAtRandom(team, { id, truth, split, redis, s3 });
    await ended(id);
    await Promise.all(team.map(stopped));
    await command('jobs', 'merge', id, '--out', join(folder, 'merged'));
    const single = ['--threads', '1', '--run', join(folder, 'whole')];
    await command('evaluate', '--protocol', 'voc2010', ...workOn(truth, split), ...single);
    return report(folder, kills);
  } finally {
    for (const worker of team) worker.kill('SIGKILL');
    await redis.stop();
    await s3.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first photographs of a split, as a data set of their own. */
function firstOf(
  data: string,
  { split, limit, folder }: { readonly split: string; readonly limit: number; readonly folder: string },
): string {
  const lists = join('ImageSets', 'Main');
  const truth = join(folder, 'VOC2012');
  mkdirSync(join(truth, lists), { recursive: true });
  for (const part of ['JPEGImages', 'Annotations']) symlinkSync(resolve(data, part), join(truth, part));
  const first = linesOfSplit(data, split).slice(0, limit);
  writeFileSync(join(truth, lists, `${split}.txt`), `${first.join('\n')}\n`);
  return truth;
}

interface Submitted {
  readonly id: string;
  readonly truth: string;
  readonly split: string;
  readonly redis: Store;
  readonly s3: S3Server;
}

/** @returns how many workers were killed before all images were done, at most {@link KILLS} */
async function killAtRandom(
  team: ChildProcess[],
  { id, truth, split, redis, s3 }: Submitted,
): Promise<number> {
  const random = keyedStream(11);
  for (let kill = 0; kill < KILLS; kill++) {
    await wait(1000 * (PAUSE.least + (PAUSE.most - PAUSE.least) * random()));
    const { done, images } = await status(id);
    console.error(`${kill} workers killed, ${done} of ${images} images stored`);
    if (done === images) return kill;
    if (kill === FAULT.storeFull) s3.faults.full = true;
    if (kill === FAULT.storeFree) s3.faults.full = false;
    if (kill === FAULT.queueRestarts) await redis.restart();
    if (kill === FAULT.submittedAgain && (await submit(truth, split)) !== id)
      throw new Error('The same run was submitted under another id.');
    const i = Math.floor(random() * WORKERS);
    const gone = once(team[i]!, 'exit');
    team[i]!.kill('SIGKILL');
    await gone;
    team[i] = startWorker();
  }
  return KILLS;
}

async function ended(id: string): Promise<void> {
  for (;;) {
    const { done, images } = await status(id);
    if (done === images) return;
    await wait(1000);
  }
}

async function status(id: string) {
  await using queue = await UnitQueue.open(process.env['GOOGLENET_RCNN_QUEUE']!);
  const [status] = await runStatuses(await openStorage(STORAGE), queue, [id]);
  return status!;
}

/** Options that the queue and the single process share. */
const workOn = (truth: string, split: string) => ['--truth', truth, '--split', split, '--model', 'voc'];

async function submit(truth: string, split: string): Promise<string> {
  const text = await command('jobs', 'submit', ...workOn(truth, split), '--unit', UNIT, '--json');
  return JSON.parse(text).id;
}

function startProcess(args: readonly string[], output: 'pipe' | 'ignore'): ChildProcess {
  const main = join(packageRoot, 'src', 'cli', 'main.ts');
  return spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    stdio: ['ignore', output, output === 'pipe' ? 'inherit' : 'ignore'],
  });
}

const startWorker = () => startProcess(['worker', '--threads', '1'], 'ignore');

async function stopped(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGTERM');
  await gone;
}

/** @returns what the command printed */
async function command(...args: readonly string[]): Promise<string> {
  const child = startProcess(args, 'pipe');
  let text = '';
  child.stdout!.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`googlenet-rcnn ${args.join(' ')} ended with ${code}.`);
  return text;
}

function report(folder: string, kills: number) {
  const read = (of: string, file: string) => readFileSync(join(folder, of, file));
  const rows = ['results.ndjson', 'manifest.json'].map((file) => {
    const [merged, whole] = [read('merged', file), read('whole', file)];
    return { file, bytes: whole.length, same: merged.equals(whole) };
  });
  printTable(
    [`after ${kills} kills`, 'bytes', 'compared with one process'],
    rows.map(({ file, bytes, same }) => [file, bytes.toLocaleString('en'), same ? 'the same' : 'DIFFERENT']),
  );
  return { kills, rows };
}
