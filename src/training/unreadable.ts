import { concurrently } from '../datasets/concurrently.js';
import { firstLines } from '../first-lines.js';
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

/** An error's message that names the first of them. @param photographs how many were looked at */
export function unreadableText(messages: readonly string[], photographs: number): string {
  return `Expected photographs that can be read, but ${messages.length} of ${photographs} cannot:\n${firstLines(messages).join('\n')}`;
}
