import { join } from 'node:path';
import { RcnnError, throwIfAborted } from '../../errors.js';
import { cacheFolder } from '../../platform/node/cache-folder.js';
import type { LongWork } from '../../progress.js';
import { shellWord } from '../../shell-word.js';
import { importModel } from '../import/import-model.js';
import { loadModel, type Model } from '../model-file.js';
import { registeredPath } from '../model-path.js';
import { type Publication, publicationNamed } from '../publications.js';
import { discard, download } from './download.js';

/**
 * Downloads a published model, checks it against the publisher's hash and imports it into the cache, where
 * `loadModel(name)` finds it. Nothing is done when it is there, whole. Interrupted, it resumes when called
 * again.
 *
 * @param publication another place for the file, such as a mirror; default the publisher's
 * @throws RcnnError `bad-option` for an unknown name, `download-failed`, `disk-full`, `aborted`
 */
export async function fetchWeights(
  name: string,
  { signal, onProgress, publication }: LongWork & { publication?: Partial<Publication> } = {},
): Promise<Model> {
  const { url, sha1, file, card } = { ...publicationNamed(name), ...publication };
  const present = await presentModel(name);
  if (present) return present;
  const part = join(cacheFolder(), `${file}.part`);
  const out = registeredPath(name);
  const fix = `If the address stays out of reach, get ${file} elsewhere and run \`googlenet-rcnn weights import ${file} --out ${shellWord(out)}\`.`;
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  await download({ url, sha1, part, fix }, work);
  throwIfAborted(signal);
  onProgress?.({ stage: 'import', done: 0, total: 1, item: file });
  await importModel(part, { out, dtype: 'float32', card });
  await discard({ part });
  onProgress?.({ stage: 'import', done: 1, total: 1, item: file });
  return loadModel(name);
}

/** A model that is damaged counts as absent: fetching fixes it. */
async function presentModel(name: string): Promise<Model | undefined> {
  try {
    return await loadModel(name);
  } catch (error) {
    if (error instanceof RcnnError) return undefined;
    throw error;
  }
}
