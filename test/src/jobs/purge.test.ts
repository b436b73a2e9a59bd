import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { purgeRun } from '../../../src/jobs/purge.js';
import { FolderStorage } from '../../../src/jobs/storage/folder-storage.js';
import { recordKey } from '../../../src/jobs/stored-run.js';
import { submitRun } from '../../../src/jobs/submit.js';
import { stubSubmission } from '../../support/stub-run.js';

const folder = mkdtempSync(join(tmpdir(), 'purge-'));
afterAll(() => rmSync(folder, { recursive: true }));
const storage = new FolderStorage(folder);

it.each([
  ['as it was written', undefined],
  ['that ends early', '{"format":1,"plan":'],
  ['of another version', '{"format":2}'],
])('removes a run with a record %s', async (_name, record) => {
  const removed: string[] = [];
  const queue = {
    ...{ add: async () => {}, units: async () => ({ waiting: [], active: [], delayed: [], failed: [] }) },
    remove: async (run: string) => removed.push(run),
  };
  const { id } = await submitRun(storage, queue, stubSubmission(3, folder));
  if (record !== undefined) writeFileSync(join(folder, recordKey(id)), record);
  expect(await purgeRun(storage, queue, id)).toBe(0);
  expect(removed).toEqual([id]);
  expect(await storage.read(recordKey(id))).toBeUndefined();
  await expect(purgeRun(storage, queue, id)).rejects.toMatchObject({ code: 'file-not-found' });
});
