import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { shellWord } from '../shell-word.js';
import { type Manifest, manifestRecord, otherFolder, readManifest } from './manifest.js';
import { RESULTS_FILE, ResultsFile } from './results-file.js';
import { claimFolder } from './run-record.js';

/**
 * Opens a run's folder, new or to resume: `manifest.json` says what is computed, `results.ndjson` holds
 * what has been.
 *
 * @param ids the images of this run, in order
 * @param asked for messages: the files of the models, and the folder that `--run` gave where there may be several below it
 * @throws RcnnError `bad-option` when the folder belongs to another run, naming the fields that differ;
 *   `bad-file` when its files are damaged
 */
export async function openRun(
  folder: string,
  manifest: Manifest,
  ids: readonly string[],
  {
    models = ['The model'],
    run = folder,
  }: { readonly models?: readonly string[]; readonly run?: string } = {},
): Promise<ResultsFile> {
  const there = await readManifest(folder);
  if (!there) await refuseOrphan(folder);
  await claimFolder(folder, manifestRecord, manifest, {
    fix: `Name another folder, such as with \`--run ${shellWord(freeFolder(run))}\`, or remove this one.`,
    ...(there?.model.name === manifest.model.name && {
      words: {
        'model.sha256': `${models.join(' or ')} has changed since, or the other model has the same name, ${manifest.model.name}`,
      },
    }),
    // Runs that do not say which bytes their photographs had are compared in all else.
    allow: ({ data, ...found }) => ({ ...found, data: { ...photographsOf(manifest), ...data } }),
  });
  return ResultsFile.open(join(folder, RESULTS_FILE), ids);
}

/** The same name with the first number that is free, before the number of a shard. */
function freeFolder(folder: string): string {
  const [, name, shard = ''] = /^(.*?)(-\d+-of-\d+)?[\\/]*$/s.exec(folder)!;
  for (let number = 2; ; number++) {
    const free = `${name}-${number}${shard}`;
    if (!existsSync(free)) return free;
  }
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
