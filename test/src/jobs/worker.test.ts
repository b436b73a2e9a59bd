import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RcnnError } from '../../../src/errors.js';
import { ProcessComputer, type UnitComputer } from '../../../src/jobs/compute/unit-computer.js';
import { LocalFiles } from '../../../src/jobs/local-files.js';
import { mergeUnits } from '../../../src/jobs/merge-units.js';
import { UnitQueue } from '../../../src/jobs/queue/unit-queue.js';
import { FolderStorage } from '../../../src/jobs/storage/folder-storage.js';
import type { Storage } from '../../../src/jobs/storage/storage.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { listUnits } from '../../../src/jobs/unit-file.js';
import { runWorker } from '../../../src/jobs/worker.js';
import { STUB_WORKER_STOPS, startStubWorker } from '../../support/start-stub-worker.js';
import { hasRedis, type Store, startRedis } from '../../support/stores.js';
import { stubComputer, stubSubmission, writeStubRun } from '../../support/stub-run.js';

const folder = mkdtempSync(join(tmpdir(), 'worker-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds: a process takes a second to start, a minute where all cores are taken. */
const STARTS = 120_000;

describe.skipIf(!hasRedis)('a worker', () => {
  const at = (file: string) => join(folder, file);
  let store: Store;
  beforeAll(async () => {
    store = await startRedis();
  }, STARTS);
  afterAll(() => store.stop());

  /** A run of its own in a storage of its own. */
  async function submitted(name: string, count: number, { unit = 16 } = {}) {
    const storage = new FolderStorage(at(name));
    const queue = await UnitQueue.open(store.url, { firstWait: 0.02 });
    const { id } = await submitRun(storage, queue, stubSubmission(count, folder, { unit }));
    const work = (computer: UnitComputer, signal = new AbortController().signal) =>
      runWorker({
        ...{ storage, queue, signal, files: new LocalFiles(at(`${name}-cache`)) },
        ...{ computers: [computer], concurrency: 1, drain: true, lock: 1 },
      });
    return { id, storage, queue, work, [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose]() };
  }

  /** Whether a run has the bytes of one process. */
  async function expectWhole(name: string, { id, storage }: { id: string; storage: Storage }, count: number) {
    await mergeUnits(storage, id, at(`${name}-merged`));
    await writeStubRun(at(`${name}-whole`), count);
    const read = (run: string) => readFileSync(join(at(`${name}-${run}`), 'results.ndjson'), 'utf8');
    expect(read('merged')).toBe(read('whole'));
  }

  it('keeps its unit while the network computes for longer than a lock lasts', async () => {
    vi.stubEnv('BUSY', '800');
    vi.stubEnv('LOG', at('busy.log'));
    await using run = await submitted('busy', 3);
    const script = new URL('../../support/poison-process.mjs', import.meta.url);
    const computers = [new ProcessComputer({ script }), new ProcessComputer({ script })];
    await Promise.all(computers.map((computer) => run.work(computer)));
    expect(readFileSync(at('busy.log'), 'utf8')).toBe('image-0\nimage-1\nimage-2\n');
    for (const computer of computers) await computer[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });

  it(
    'that vanishes loses its unit to another, in halves',
    async () => {
      await using run = await submitted('vanished', 48);
      mkdirSync(at('logs'));
      const lost = startStubWorker({
        queue: store.url,
        storage: at('vanished'),
        logs: at('logs'),
        go: at('go'),
      });
      const log = join(at('logs'), `${lost.pid}.log`);
      // It stands still in the middle of its second unit.
      while (!existsSync(log) || readFileSync(log, 'utf8').split('\n').length <= STUB_WORKER_STOPS)
        await wait(20);
      lost.kill('SIGKILL');
      await run.work(stubComputer());
      await expectWhole('vanished', run, 48);
      const sizes = (await listUnits(run.storage, run.id)).map(({ from, to }) => to - from);
      expect(sizes.sort((a, b) => a - b)).toEqual([8, 8, 16, 16]);
    },
    STARTS,
  );

  it(
    'outlasts a crash of the store in the middle, and a storage that is full meanwhile',
    async () => {
      await using run = await submitted('crash', 64);
      const create = run.storage.create.bind(run.storage);
      let refused = 0;
      run.storage.create = async (key, data) => {
        if (refused++ < 3) throw new RcnnError('disk-full', 'no room');
        return create(key, data);
      };
      let restarted: Promise<void> | undefined;
      const onImage = (image: string) => {
        if (image === 'image-40') restarted ??= store.restart();
      };
      await run.work(stubComputer({ onImage, delay: 5 }));
      await restarted;
      expect(refused).toBeGreaterThan(3);
      await expectWhole('crash', run, 64);
    },
    STARTS,
  );

  it(
    'that is told to stop while the queue is away ends all the same',
    async () => {
      const run = await submitted('away', 16);
      const stop = new AbortController();
      const compute = async () => {
        await store.stop();
        stop.abort();
        return [];
      };
      await run.work({ ...stubComputer(), compute }, stop.signal);
      await run.queue[Symbol.asyncDispose]();
      store = await startRedis(); // for the end of these tests
    },
    STARTS,
  );
});
