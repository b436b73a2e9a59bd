import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { RcnnError, throwIfAborted } from '../errors.js';
import { makeFolder } from '../platform/node/make-folder.js';
import { writeError } from '../platform/node/write-beside.js';
import type { LongWork } from '../progress.js';
import { placeOf } from './tensorflow-release.js';

/**
 * Writes what the binding needs of a wheel below `folder`: `lib/`, `include/` and the licences.
 *
 * @throws RcnnError `bad-file` when the wheel cannot be read or lacks the libraries, `disk-full`, `aborted`
 */
export async function unpackWheel(
  wheel: string,
  { folder, signal, onProgress }: { folder: string } & LongWork,
): Promise<void> {
  const zip = await openPromise(wheel, { autoClose: false }).catch((cause) => {
    throw new RcnnError('bad-file', `Expected ${wheel} to be a wheel, but it cannot be opened.`, { cause });
  });
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (placeOf(entry.fileName) !== undefined) entries.push(entry);
    }
    const libraries = entries.filter(({ fileName }) => fileName.includes('.so.'));
    if (libraries.length < 2) {
      throw new RcnnError('bad-file', `Expected libtensorflow_cc and _framework in ${wheel}.`);
    }
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    let done = 0;
    const count = (bytes: number, item: string) => {
      throwIfAborted(signal);
      onProgress?.({ stage: 'unpack', done: (done += bytes), total, item });
    };
    for (const entry of entries) await unpackEntry(zip, entry, { folder, count });
  } finally {
    zip.close();
  }
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  { folder, count }: { folder: string; count: (bytes: number, item: string) => void },
): Promise<void> {
  const place = placeOf(entry.fileName)!;
  const path = join(folder, place);
  await makeFolder(dirname(path));
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        count(chunk.length, place);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  try {
    await pipeline(await zip.openReadStreamPromise(entry), counter, createWriteStream(path));
  } catch (error) {
    throw error instanceof RcnnError ? error : writeError(path, error);
  }
}
