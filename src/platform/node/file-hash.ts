import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { openFile } from './open-file.js';

/**
 * SHA-256 of a file's bytes, in hexadecimal; the file may be larger than memory.
 *
 * @throws the system's error, RcnnError `aborted`
 */
export async function fileHash(path: string, { signal, onProgress }: LongWork = {}): Promise<string> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256');
    let done = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      throwIfAborted(signal);
      hash.update(chunk as Uint8Array);
      done += (chunk as Uint8Array).length;
      onProgress?.({ stage: 'check', done, total: size });
    }
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}
