import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { concurrently } from '../datasets/concurrently.js';
import type { Dataset } from '../datasets/records.js';
import { RcnnError } from '../errors.js';
import { openFile } from '../platform/node/open-file.js';
import type { LongWork } from '../progress.js';

/** More lines than this help nobody. */
const SHOWN = 20;

/** Reads in flight; the disk is the limit, or SHA-256 on the threads of libuv. */
const LANES = 4;

/**
 * SHA-256 of the bytes of photographs: what features and results of them depend on, which their names do not tell.
 * 1,000 photographs of 100 KB take about a second. All of them must be there, so that no long work ends in the middle.
 *
 * @param rows indices into the images
 * @returns one a row, in their order
 * @throws RcnnError `file-not-found` that names the photographs that cannot be opened
 */
export async function photographHashes(
  { images, root = '.' }: Pick<Dataset, 'images' | 'root'>,
  rows: readonly number[],
  work: LongWork = {},
): Promise<string[]> {
  const pathOf = (row: number) => join(root, images[row]!.file ?? images[row]!.id);
  const hashes = await concurrently(rows, { ...work, stage: 'photographs', limit: LANES }, (row) =>
    hashOf(pathOf(row)).catch(() => undefined),
  );
  const missing = rows.filter((_, i) => hashes[i] === undefined).sort((a, b) => a - b);
  if (missing.length > 0) throw areMissing(missing.map(pathOf), rows.length);
  return hashes as string[];
}

async function hashOf(path: string): Promise<string> {
  const file = await openFile(path);
  try {
    const hash = createHash('sha256');
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

function areMissing(missing: readonly string[], all: number): RcnnError {
  const more = missing.length > SHOWN ? `\nand ${missing.length - SHOWN} more` : '';
  return new RcnnError(
    'file-not-found',
    `Expected ${all} photographs, but ${missing.length} cannot be opened:\n${missing.slice(0, SHOWN).join('\n')}${more}`,
  );
}

/** One hash of many. */
export function joinHashes(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
