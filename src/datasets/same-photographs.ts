import { stat } from 'node:fs/promises';
import { fileHash } from '../platform/node/file-hash.js';
import type { LongWork } from '../progress.js';
import { concurrently } from './concurrently.js';
import { addTo } from './lists-by-key.js';
import { photographPath } from './photograph-path.js';
import type { Dataset } from './records.js';

/**
 * Photographs that are the same file under several names, as groups of indices into `images`; missing ones are
 * skipped. Only files of equal size are read.
 */
export async function samePhotographs(
  dataset: Pick<Dataset, 'images' | 'root'>,
  work: LongWork = {},
): Promise<number[][]> {
  const paths = dataset.images.map((image) => photographPath(dataset, image));
  const sizes = await concurrently(paths, { ...work, stage: 'sizes' }, async (path) =>
    stat(path).then(
      ({ size }) => size,
      () => undefined,
    ),
  );
  const alike = grouped(sizes.map((size) => size?.toString())).flat();
  const hashes = new Array<string | undefined>(paths.length);
  await concurrently(alike, { ...work, stage: 'contents' }, async (index) => {
    hashes[index] = await fileHash(paths[index]!).catch(() => undefined);
  });
  return grouped(hashes);
}

/** Indices of equal keys, where there are several. */
function grouped(keys: readonly (string | undefined)[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, key] of keys.entries()) {
    if (key !== undefined) addTo(groups, key, index);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
