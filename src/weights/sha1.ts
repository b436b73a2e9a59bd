import { createHash } from 'node:crypto';
import { openFile } from '../platform/node/open-file.js';

/** SHA-1 of a file in hex: the hash that Caffe's model zoo publishes. */
export async function sha1Of(path: string): Promise<string> {
  const hash = createHash('sha1');
  const file = await openFile(path);
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}
