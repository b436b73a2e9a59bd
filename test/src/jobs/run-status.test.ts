import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RcnnError } from '../../../src/errors.js';
import type { QueuedUnits } from '../../../src/jobs/queue/queued-units.js';
import { runStatuses } from '../../../src/jobs/run-status.js';
import { FolderStorage } from '../../../src/jobs/storage/folder-storage.js';
import type { Storage } from '../../../src/jobs/storage/storage.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { stubSubmission } from '../../support/stub-run.js';

const folder = mkdtempSync(join(tmpdir(), 'status-'));
afterAll(() => rmSync(folder, { recursive: true }));
const storage = new FolderStorage(folder);
const nothing: QueuedUnits = { waiting: [], active: [], delayed: [], failed: [] };
const queueOf = (held: QueuedUnits) => ({ add: async () => {}, units: async () => held });
const range = { from: 0, to: 2 };

async function submitted(files: readonly string[]): Promise<string> {
  const submission = stubSubmission(files.length, folder);
  const images = submission.images.map((image, i) => ({ ...image, file: files[i]! }));
  return (await submitRun(storage, queueOf(nothing), { ...submission, images })).id;
}

describe('runStatuses', () => {
  it.each([
    ['one folder', ['a/1.jpg', 'a/2.jpg'], join(folder, 'a')],
    ['several: what they are below', ['a/b/1.jpg', 'a/1.jpg', 'a/c/1.jpg'], join(folder, 'a')],
    ['names that begin alike', ['ab/1.jpg', 'ac/1.jpg'], folder],
    ['absolute names', ['/p/q/1.jpg', '/p/q/2.jpg'], join('/p', 'q')],
    ['a disk', ['/p/1.jpg', '/q/2.jpg'], sep],
  ])('say where the photographs are: %s', async (_, files, place) => {
    const run = await submitted(files);
    expect(await runStatuses(storage, queueOf(nothing), [run])).toMatchObject([{ run, folder: place }]);
  });

  it.each([
    ['at work before all else', ['active', 'waiting', 'failed'], 'at work'],
    ['waiting, though other units failed', ['waiting', 'failed'], 'waiting'],
    ['waiting for another try', ['delayed'], 'waiting'],
    ['failed', ['failed'], 'failed'],
    ['stopped where the queue has nothing of it', [], 'stopped'],
  ] as const)('call a run %s', async (_, states, state) => {
    const run = await submitted(['1.jpg', '2.jpg']);
    const held = (of: string) => states.map((name) => ({ name, run: of, ...range, reason: 'why' }));
    const other = { run: 'another', ...range, reason: 'why', next: 2, tries: 8, notBefore: '' };
    const all = { waiting: [other], active: [other], delayed: [other], failed: [other] };
    const own = Object.fromEntries(
      Object.entries(all).map(([name, units]) => [
        name,
        [...units, ...held(run).filter((unit) => unit.name === name)],
      ]),
    ) as unknown as QueuedUnits;
    const [status] = await runStatuses(storage, queueOf(own), [run]);
    expect(status).toMatchObject({ state, images: 2, done: 0 });
  });

  it('name a damaged run and go on, where they are told to', async () => {
    const run = await submitted(['1.jpg', '2.jpg']);
    await storage.create('runs/damaged.json', '{}');
    const damaged: unknown[] = [];
    const note = (...told: unknown[]) => damaged.push(told);
    const statuses = await runStatuses(storage, queueOf(nothing), ['damaged', run], note);
    expect(statuses).toMatchObject([{ run }]);
    expect(damaged).toEqual([['damaged', expect.objectContaining({ code: 'bad-file' })]]);
    const alone = runStatuses(storage, queueOf(nothing), ['damaged']);
    await expect(alone).rejects.toMatchObject({ code: 'bad-file' });
  });

  it('end where the storage does not answer, which is no fault of a run', async () => {
    const absent = { read: () => Promise.reject(new RcnnError('storage-failed', 'no answer')) };
    const statuses = runStatuses(absent as unknown as Storage, queueOf(nothing), ['any'], () => {});
    await expect(statuses).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
