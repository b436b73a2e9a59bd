import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { UnitQueue } from '../../../../../src/jobs/queue/unit-queue.js';
import { FolderStorage } from '../../../../../src/jobs/storage/folder-storage.js';
import { submitRun } from '../../../../../src/jobs/submit.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { stubSubmission } from '../../../../support/stub-run.js';

it('jobs status names a damaged run, shows the others and ends with 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobs-status-'));
  const queue = {
    add: async () => {},
    units: async () => ({ waiting: [], active: [], delayed: [], failed: [] }),
    counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
  vi.spyOn(UnitQueue, 'open').mockResolvedValue(queue as unknown as UnitQueue);
  onTestFinished(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const storage = new FolderStorage(folder);
  const { id } = await submitRun(storage, queue, stubSubmission(2, folder));
  const args = ['jobs', 'status', '--storage', folder, '--queue', 'redis://stub'];
  expect(await runInProcess(...args)).toMatchObject({ code: 0, err: '' });
  await storage.create('runs/0000damaged.json', '{}');
  const { code, out, err } = await runInProcess(...args);
  expect(code).toBe(1);
  expect(out).toContain(id);
  expect(stripVTControlCharacters(err)).toContain('error 0000damaged: Expected runs/0000damaged.json');
  const json = await runInProcess(...args, '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    runs: [{ run: id }],
    damaged: [{ run: '0000damaged', error: expect.stringContaining('to be a run of this version') }],
  });
});
