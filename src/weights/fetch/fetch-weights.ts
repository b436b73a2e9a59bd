import { join } from 'node:path';
import { RcnnError, throwIfAborted, unknownName } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { importModel } from '../import/import-model.js';
import type { NewModelCard } from '../model-card.js';
import { loadModel, type Model } from '../model-file.js';
import { cacheFolder, registeredPath } from '../model-path.js';
import { discard, download } from './download.js';

/** A file that its publisher offers and this package may not ship. */
export interface Publication {
  readonly url: string;
  readonly sha1: string;
  readonly file: string;
  readonly card: Pick<NewModelCard, 'name' | 'licence' | 'origin'>;
}

const bvlcUrl = 'http://dl.caffe.berkeleyvision.org/bvlc_googlenet.caffemodel';
const bvlcSha1 = '405fc5acd08a3bb12de8ee5e23a96bec22f08204';

// Plain http is the publisher's only address; the hash, known from its model zoo, makes up for that.
const publications: Readonly<Record<string, Publication>> = {
  bvlc: {
    url: bvlcUrl,
    sha1: bvlcSha1,
    file: 'bvlc_googlenet.caffemodel',
    card: {
      name: 'bvlc',
      licence: 'released for unrestricted use',
      origin: {
        text: 'BVLC GoogLeNet of the Caffe model zoo, trained on ILSVRC2012 by Sergio Guadarrama (published: top-1 68.7 %, top-5 88.9 %, centre crop).',
        url: bvlcUrl,
        sha1: bvlcSha1,
      },
    },
  },
};

export const fetchableNames: readonly string[] = Object.keys(publications);

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
  if (!Object.hasOwn(publications, name)) {
    throw unknownName('the published weights', name, fetchableNames);
  }
  const { url, sha1, file, card } = { ...publications[name], ...publication };
  const present = await presentModel(name);
  if (present) return present;
  const part = join(cacheFolder(), `${file}.part`);
  const mend = `If the address stays out of reach, get ${file} elsewhere and run \`googlenet-rcnn weights import\`.`;
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  await download({ url, sha1, part, mend }, work);
  throwIfAborted(signal);
  onProgress?.({ stage: 'import', done: 0, total: 1, item: file });
  await importModel(part, { out: registeredPath(name), dtype: 'float32', card });
  await discard({ part });
  onProgress?.({ stage: 'import', done: 1, total: 1, item: file });
  return loadModel(name);
}

/** A model that is damaged counts as absent: fetching mends it. */
async function presentModel(name: string): Promise<Model | undefined> {
  try {
    return await loadModel(name);
  } catch (error) {
    if (error instanceof RcnnError) return undefined;
    throw error;
  }
}
