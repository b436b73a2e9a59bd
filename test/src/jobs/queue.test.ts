import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as bullmq from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalFiles } from '../../../src/jobs/local-files.js';
import { mergeUnits } from '../../../src/jobs/merge-units.js';
import { purgeRun } from '../../../src/jobs/purge.js';
import { connectionOf } from '../../../src/jobs/queue/connection.js';
import { UnitQueue } from '../../../src/jobs/queue/unit-queue.js';
import { FolderStorage } from '../../../src/jobs/storage/folder-storage.js';
import { sha256Of } from '../../../src/jobs/stored-run.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { runWorker } from '../../../src/jobs/worker.js';
import { hasPostgres, hasRedis, type Store, startPostgres, startRedis } from '../../support/stores.js';
import {
  type StubOptions,
  statusOf,
  stubComputer,
  stubSubmission,
  writeStubRun,
} from '../../support/stub-run.js';

const folder = mkdtempSync(join(tmpdir(), 'jobs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds: PostgreSQL makes its data first. */
const STARTS = 120_000;

describe.each([
  ['Redis', hasRedis, startRedis],
  ['PostgreSQL', hasPostgres, startPostgres],
] as const)('the queue on %s', (name, there, start) => {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const storage = new FolderStorage(at('storage'));
  let store: Store;
  let queue: UnitQueue;

  beforeAll(async () => {
    if (!there) return;
    store = await start();
    queue = await UnitQueue.open(store.url, { firstWait: 0.02 });
  }, STARTS);
  afterAll(async () => {
    await queue?.[Symbol.asyncDispose]();
    await store?.stop();
  }, STARTS);

  const work = (options: StubOptions = {}, signal = new AbortController().signal) =>
    runWorker({
      ...{ storage, queue, signal, files: new LocalFiles(at('cache')) },
      ...{ computers: [stubComputer(options)], concurrency: 1, drain: true, lock: 1 },
    });

  it.skipIf(!there)(
    'gives the bytes of one process, and computes nothing twice when submitted twice',
    async () => {
      const submission = stubSubmission(100, folder);
      const { id, units } = await submitRun(storage, queue, submission);
      expect(await submitRun(storage, queue, submission)).toMatchObject({ id, units });
      expect(await queue.counts()).toMatchObject({ waiting: units });
      await work({ log: at('log') });
      await mergeUnits(storage, id, at('merged'));
      await writeStubRun(at('whole'), 100);
      for (const file of ['results.ndjson', 'manifest.json']) {
        expect(readFileSync(join(at('merged'), file))).toEqual(readFileSync(join(at('whole'), file)));
      }
      expect(readFileSync(at('log'), 'utf8').split('\n')).toHaveLength(101);
      expect(await submitRun(storage, queue, submission)).toMatchObject({ id, units: 0, done: 100 });
    },
  );

  it.skipIf(!there)('hands back what a stopped worker has not done', async () => {
    const { id } = await submitRun(storage, queue, stubSubmission(64, folder, { unit: 64 }));
    const stop = new AbortController();
    const onImage = (image: string) => {
      if (image === 'image-9') stop.abort();
    };
    await work({ onImage, log: at('stopped') }, stop.signal);
    expect((await statusOf(storage, queue, id)).done).toBe(10);
    await work({ log: at('stopped') });
    expect(readFileSync(at('stopped'), 'utf8').split('\n')).toHaveLength(65);
    await mergeUnits(storage, id, at('handed-back'));
  });

  it.skipIf(!there)('holds names alone: of a unit its run and the numbers of its images', async () => {
    const { id } = await submitRun(storage, queue, stubSubmission(3, folder));
    const { options, backend } = connectionOf(store.url, bullmq);
    const queued = new bullmq.Queue('googlenet-rcnn', { connection: options }, backend);
    const jobs = await queued.getJobs(['waiting']);
    await queued.close();
    expect(jobs.map(({ data }) => data)).toEqual([{ run: id, from: 0, to: 3 }]);
    await queue.remove(id);
  });

  it.skipIf(!there)('takes a run out, keeps its results, and removes them when told', async () => {
    const { id, units } = await submitRun(storage, queue, stubSubmission(50, folder));
    expect(await queue.remove(id)).toBe(units);
    expect(await queue.counts()).toMatchObject({ waiting: 0 });
    await submitRun(storage, queue, stubSubmission(50, folder));
    await work();
    expect(await purgeRun(storage, queue, id)).toBe(units);
    await expect(statusOf(storage, queue, id)).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it.skipIf(!there)('does not count a unit that a worker took while it was taken out', async () => {
    const { id } = await submitRun(storage, queue, stubSubmission(32, folder));
    let release = () => {};
    const held = new Promise<'done'>((resolve) => {
      release = () => resolve('done');
    });
    const worker = queue.work(() => held, { concurrency: 1 });
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ active: 1 }), STARTS);
    const { getJobs } = bullmq.Queue.prototype;
    const listed = vi.spyOn(bullmq.Queue.prototype, 'getJobs').mockImplementation(function (
      this: bullmq.Queue,
      _,
      ...range
    ) {
      return getJobs.call(this, ['waiting', 'active'], ...range); // as the list was a moment before
    });
    try {
      expect(await queue.remove(id)).toBe(1);
    } finally {
      listed.mockRestore();
      release();
      await worker[Symbol.asyncDispose]();
    }
  });

  it.skipIf(!there)(
    'says of a unit that is tried again later why, which try and when, and brings it forward when told',
    async () => {
      const began = Date.now();
      await using slow = await UnitQueue.open(store.url, { firstWait: 60 });
      const { id } = await submitRun(storage, slow, stubSubmission(3, folder));
      const worker = slow.work(() => Promise.reject(new Error('no room')), { concurrency: 1 });
      await vi.waitFor(async () => expect(await slow.counts()).toMatchObject({ delayed: 1 }), STARTS);
      await worker[Symbol.asyncDispose]();
      const { delayed, state, folder: seen } = await statusOf(storage, slow, id);
      expect(delayed).toMatchObject([{ run: id, from: 0, to: 3, reason: 'no room', next: 2, tries: 8 }]);
      expect(Date.parse(delayed[0]!.notBefore)).toBeGreaterThanOrEqual(began + 60_000);
      expect(state).toBe('waiting');
      expect(seen).toBe(folder);
      expect(await slow.retry(id)).toEqual({ failed: 0, delayed: 1 });
      expect(await slow.counts()).toMatchObject({ delayed: 0, waiting: 1 });
      await slow.remove(id);
      expect((await statusOf(storage, slow, id)).state).toBe('stopped');
    },
    STARTS,
  );

  it.skipIf(!there)('queues nothing beside pieces of it that wait', async () => {
    const submission = stubSubmission(32, folder, { unit: 32 });
    const { id } = await submitRun(storage, queue, submission);
    await queue.remove(id);
    await queue.add([{ run: id, from: 8, to: 16 }]);
    expect(await submitRun(storage, queue, submission)).toMatchObject({ id, units: 3 });
    const ranges = (await queue.units(id)).waiting.map(({ from, to }) => [from, to]);
    expect(ranges.sort(([a], [b]) => a! - b!)).toEqual([
      [0, 8],
      [8, 16],
      [16, 32],
    ]);
    await queue.remove(id);
  });

  it.skipIf(!there)(
    'tries a unit again, at last keeps it as failed with the reason, and retries when told',
    async () => {
      const elsewhere = join(folder, 'not-mounted');
      const submission = stubSubmission(3, elsewhere);
      const images = submission.images.map((image) => ({ ...image, sha256: sha256Of('a photograph') }));
      const { id, units } = await submitRun(storage, queue, { ...submission, images });
      await work();
      const { failed, state } = await statusOf(storage, queue, id);
      expect(failed).toMatchObject([{ from: 0, to: 3, reason: expect.stringContaining(elsewhere) }]);
      expect(state).toBe('failed');
      expect(await queue.failed()).toEqual(failed);
      // Two calls at once list the same units; each is put back, and counted, once.
      const both = await Promise.all([queue.retry(id), queue.retry(id)]);
      expect(both.reduce((sum, one) => sum + one.failed, 0)).toBe(units);
      expect(await queue.counts()).toMatchObject({ failed: 0, waiting: units });
      await queue.remove(id);
    },
  );
});

describe('UnitQueue.open', () => {
  it.each([
    ['no address', 'somewhere', 'bad-option', 'redis://host:6379'],
    ['another kind of store', 'amqp://host', 'bad-option', 'postgres://'],
    ['a port where nobody answers', 'redis://:secret@127.0.0.1:1', 'queue-failed', '127.0.0.1:1'],
    ['a PostgreSQL that is not there', 'postgres://me:secret@127.0.0.1:1/x', 'queue-failed', '127.0.0.1:1'],
  ])('refuses %s, without its password', async (_, url, code, part) => {
    const error = await UnitQueue.open(url).catch((reason) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
    expect(error.message).not.toContain('secret');
  });
});
