import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeUnits } from '../../../src/jobs/merge-units.js';
import { UnitQueue } from '../../../src/jobs/queue/unit-queue.js';
import { runStatus } from '../../../src/jobs/run-status.js';
import { openStorage } from '../../../src/jobs/storage/storage.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { keyedStream } from '../../../src/random/keyed-stream.js';
import { startS3 } from '../../support/s3-server.js';
import { hasRedis, type Store, startRedis } from '../../support/stores.js';
import { stubSubmission, writeStubRun } from '../../support/stub-run.js';

const IMAGES = 1500;
const WORKERS = 3;
const KILLS = 20;

const folder = mkdtempSync(join(tmpdir(), 'vanishing-'));
const at = (name: string) => join(folder, name);
const workers: ChildProcess[] = [];
let redis: Store;

beforeAll(async () => {
  writeFileSync(at('image-0.jpg'), '');
  mkdirSync(at('logs'));
  if (hasRedis) redis = await startRedis();
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(storage: string): ChildProcess {
  const script = join(packageRoot, 'test', 'support', 'stub-worker.ts');
  const args = ['--import', 'tsx', script, redis.url, storage, at('logs'), at('go')];
  const worker = spawn(process.execPath, args, { cwd: packageRoot, stdio: 'ignore' });
  workers.push(worker);
  return worker;
}

const hasWorked = ({ pid }: ChildProcess) => existsSync(join(at('logs'), `${pid}.log`));

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await true_())) await wait(50);
}

/** A minute and a half, most of it waiting: GOOGLENET_RCNN_SLOW_TESTS=1 runs it. */
const wanted = process.env['GOOGLENET_RCNN_SLOW_TESTS'] === '1';

describe.skipIf(!hasRedis || !wanted)('a run whose workers vanish', () => {
  it('gives the bytes of one process: 20 kills, a crash of Redis, a full store and a second submission in between', async () => {
    const s3 = await startS3();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
    const url = 's3://bucket/jobs';
    const storage = await openStorage(url);
    await using queue = await UnitQueue.open(redis.url);
    const { id } = await submitRun(storage, queue, stubSubmission(IMAGES, folder));
    const random = keyedStream(11);
    const team = Array.from({ length: WORKERS }, () => start(url));
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = team[Math.floor(random() * WORKERS)]!;
      await until(() => hasWorked(victim));
      await wait(200 * random());
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      team[team.indexOf(victim)] = start(url);
      if (kill === 5) s3.faults.full = true;
      if (kill === 8) s3.faults.full = false;
      if (kill === 10) await redis.restart();
      if (kill === 12) expect((await submitRun(storage, queue, stubSubmission(IMAGES, folder))).id).toBe(id);
    }
    expect((await runStatus(storage, queue, id)).done).toBeLessThan(IMAGES);
    writeFileSync(at('go'), '');
    await until(async () => (await runStatus(storage, queue, id)).done === IMAGES);
    for (const worker of team) worker.kill('SIGTERM');
    for (const worker of team)
      if (worker.exitCode === null) expect(await once(worker, 'exit')).toEqual([0, null]);
    await mergeUnits(storage, id, at('merged'));
    await writeStubRun(at('whole'), IMAGES);
    for (const file of ['results.ndjson', 'manifest.json']) {
      expect(readFileSync(join(at('merged'), file)).equals(readFileSync(join(at('whole'), file)))).toBe(true);
    }
    // What vanished with its worker was computed again: the kills did interrupt units.
    const logs = readdirSync(at('logs')).filter((name) => name.endsWith('.log'));
    const computed = logs.flatMap((name) =>
      readFileSync(join(at('logs'), name), 'utf8')
        .trimEnd()
        .split('\n'),
    );
    expect(computed.length).toBeGreaterThan(IMAGES);
    await s3.stop();
  }, 600_000);
});
