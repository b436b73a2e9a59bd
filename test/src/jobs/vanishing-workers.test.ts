import type { ChildProcess } from 'node:child_process';
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
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mergeUnits } from '../../../src/jobs/merge-units.js';
import { UnitQueue } from '../../../src/jobs/queue/unit-queue.js';
import { openStorage } from '../../../src/jobs/storage/open-storage.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { keyedStream } from '../../../src/random/keyed-stream.js';
import { type S3Server, startS3 } from '../../support/s3-server.js';
import { startStubWorker } from '../../support/start-stub-worker.js';
import { hasPostgres, hasRedis, type Store, startPostgres, startRedis } from '../../support/stores.js';
import { statusOf, stubSubmission, writeStubRun } from '../../support/stub-run.js';

const IMAGES = 1500;
const WORKERS = 3;
const KILLS = 20;

/** Minutes, most of them waiting: GOOGLENET_RCNN_SLOW_TESTS=1 runs them. */
const wanted = process.env['GOOGLENET_RCNN_SLOW_TESTS'] === '1';

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await true_())) await wait(50);
}

const isUp = (queue: UnitQueue) =>
  queue.counts().then(
    () => true,
    () => false,
  );

const lines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

describe.skipIf(!wanted).each([
  ['Redis', hasRedis, startRedis],
  ['PostgreSQL', hasPostgres, startPostgres],
] as const)('a run whose workers vanish, on %s', (_, there, startStore) => {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-'));
  const at = (name: string) => join(folder, name);
  const workers: ChildProcess[] = [];
  const url = 's3://bucket/jobs';
  let store: Store;
  let s3: S3Server;

  beforeAll(async () => {
    if (!there) return;
    store = await startStore();
    s3 = await startS3();
    vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const worker of workers) worker.kill('SIGKILL');
    await store?.stop();
    await s3?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(logs: string, killer?: string): ChildProcess {
    mkdirSync(at(logs), { recursive: true });
    const places = { queue: store.url, storage: url, logs: at(logs), go: at('go') };
    const worker = startStubWorker({ ...places, ...(killer !== undefined && { killer }) });
    workers.push(worker);
    return worker;
  }

  it.skipIf(!there)(
    'gives the bytes of one process: 20 kills, a crash of the store, a full storage and a second submission in between',
    async () => {
      const storage = await openStorage(url);
      await using queue = await UnitQueue.open(store.url);
      const { id } = await submitRun(storage, queue, stubSubmission(IMAGES, folder));
      const random = keyedStream(11);
      const team = Array.from({ length: WORKERS }, () => start('logs'));
      for (let kill = 0; kill < KILLS; kill++) {
        const victim = team[Math.floor(random() * WORKERS)]!;
        await until(() => existsSync(join(at('logs'), `${victim.pid}.log`)));
        await wait(200 * random());
        victim.kill('SIGKILL');
        await once(victim, 'exit');
        if (kill === 5) s3.faults.full = true;
        if (kill === 8) s3.faults.full = false;
        if (kill === 10) {
          await store.restart();
          // PostgreSQL recovers first, and a worker that starts meanwhile would say so and end.
          await until(() => isUp(queue));
        }
        team[team.indexOf(victim)] = start('logs');
        if (kill === 12)
          expect((await submitRun(storage, queue, stubSubmission(IMAGES, folder))).id).toBe(id);
      }
      expect((await statusOf(storage, queue, id)).done).toBeLessThan(IMAGES);
      writeFileSync(at('go'), '');
      await until(async () => (await statusOf(storage, queue, id)).done === IMAGES);
      for (const worker of team) worker.kill('SIGTERM');
      for (const worker of team)
        if (worker.exitCode === null) expect(await once(worker, 'exit')).toEqual([0, null]);
      await mergeUnits(storage, id, at('merged'));
      await writeStubRun(at('whole'), IMAGES);
      for (const file of ['results.ndjson', 'manifest.json']) {
        expect(readFileSync(join(at('merged'), file)).equals(readFileSync(join(at('whole'), file)))).toBe(
          true,
        );
      }
      // What vanished with its worker was computed again: the kills did interrupt units.
      const computed = readdirSync(at('logs')).filter((name) => name.endsWith('.log'));
      expect(computed.flatMap((name) => lines(join(at('logs'), name))).length).toBeGreaterThan(IMAGES);
    },
    600_000,
  );

  it.skipIf(!there)(
    'finds the image that ends each of its workers by halves, and computes all others',
    async () => {
      const storage = await openStorage(url);
      await using queue = await UnitQueue.open(store.url);
      const submission = stubSubmission(40, folder);
      const { id } = await submitRun(storage, queue, submission);
      writeFileSync(at('go'), '');
      const killer = 'image-21';
      let worker = start('halves', killer);
      let deaths = 0;
      await until(async () => {
        if (worker.signalCode !== null) {
          deaths++;
          worker = start('halves', killer);
        }
        return (await statusOf(storage, queue, id)).done === 40;
      });
      worker.kill('SIGTERM');
      await mergeUnits(storage, id, at('found'));
      const found = lines(join(at('found'), 'results.ndjson')).map((line) => JSON.parse(line));
      expect(found.map(({ image }) => image)).toEqual(submission.images.map(({ id: image }) => image));
      expect(found.filter(({ error }) => error)).toMatchObject([{ image: killer }]);
      expect(deaths).toBe(6); // 16, 8, 4, 2, and the image alone twice
    },
    600_000,
  );
});
