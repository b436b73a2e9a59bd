import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { type Manifest, manifestRecord, otherFolder, readManifest } from './manifest.js';
import { RESULTS_FILE, ResultsFile } from './results-file.js';
import { claimFolder } from './run-record.js';

/**
 * Opens a run's folder, new or to resume: `manifest.json` says what is computed, `results.ndjson` holds
 * what has been.
 *
 * @param ids the images of this run, in order
 * @throws RcnnError `bad-option` when the folder belongs to another run, naming the fields that differ;
 *   `bad-file` when its files are damaged
 */
export async function openRun(
  folder: string,
  manifest: Manifest,
  ids: readonly string[],
): Promise<ResultsFile> {
  if (!(await readManifest(folder))) await refuseOrphan(folder);
  await claimFolder(folder, manifestRecord, manifest, {
    fix: otherFolder('--run'),
    // Runs that do not say which bytes their photographs had are compared in all else.
    allow: ({ data, ...found }) => ({ ...found, data: { ...photographsOf(manifest), ...data } }),
  });
  return ResultsFile.open(join(folder, RESULTS_FILE), ids);
}

function photographsOf({ data: { photographs } }: Manifest) {
  return photographs === undefined ? {} : { photographs };
}

/** Results without a manifest could be anyone's. */
async function refuseOrphan(folder: string): Promise<void> {
  const file = join(folder, RESULTS_FILE);
  const found = await stat(file).catch(() => undefined);
  if (!found) return;
  throw new RcnnError(
    'bad-file',
    `Expected a manifest.json beside ${file}, but there is none. ${otherFolder('--run')}`,
  );
}
