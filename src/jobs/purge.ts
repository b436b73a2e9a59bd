import { RcnnError } from '../errors.js';
import type { UnitQueue } from './queue/unit-queue.js';
import type { Storage } from './storage/storage.js';
import { readRecord, recordKey } from './stored-run.js';
import { listUnits, unitsFolder } from './unit-file.js';

/**
 * Takes a run out of the queue and removes its results and its record. Models and lists of images stay: other runs may
 * use them. A record that is damaged names nothing that is needed here.
 *
 * @returns how many units had results
 * @throws RcnnError `file-not-found` for an unknown run, `storage-failed`
 */
export async function purgeRun(
  storage: Storage,
  queue: Pick<UnitQueue, 'remove'>,
  run: string,
): Promise<number> {
  await readRecord(storage, run).catch((error: unknown) => {
    if (!(error instanceof RcnnError && error.code === 'bad-file')) throw error;
  });
  await queue.remove(run);
  const units = await listUnits(storage, run);
  await storage.removeFolder(unitsFolder(run));
  await storage.remove(recordKey(run)); // last: until then it can be purged again
  return units.length;
}
