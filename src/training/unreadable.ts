import { concurrently } from '../datasets/concurrently.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';

/** What is wrong with each photograph that cannot be decoded, in their order. @throws RcnnError `aborted` */
export async function unreadable(
  files: readonly string[],
  work: LongWork & { readonly stage: string },
): Promise<string[]> {
  const found = await concurrently(files, { ...work, limit: 2 }, (file) =>
    decodeImage(file).then(
      () => [],
      ({ message }: Error) => [message],
    ),
  );
  return found.flat();
}
