import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RcnnError } from '../../errors.js';
import { MAX_FILE_BYTES } from '../../platform/node/decode.js';

let spooled: string | undefined;

/**
 * The file that standard input was written to: an image is opened more than once, to draw on it for one. It is removed
 * when the process ends.
 *
 * @throws RcnnError `bad-option` when nothing is piped in, `bad-image` for more than an image file may have
 */
export async function standardInput(): Promise<string> {
  if (spooled !== undefined) return spooled;
  if (process.stdin.isTTY) {
    throw new RcnnError('bad-option', 'Expected an image on standard input for "-", but it is the keyboard.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'googlenet-rcnn-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'stdin');
  await pipeline(process.stdin, atMost(MAX_FILE_BYTES), createWriteStream(file));
  spooled = file;
  return file;
}

/** Passes bytes on, and counts them: a stream need have no end. */
function atMost(bytes: number) {
  return async function* (source: AsyncIterable<Uint8Array>) {
    let length = 0;
    for await (const piece of source) {
      length += piece.length;
      if (length > bytes) {
        const message = `Expected an image of at most ${bytes} bytes on standard input, but it goes on.`;
        throw new RcnnError('bad-image', message);
      }
      yield piece;
    }
  };
}

/** Names and messages with `-` for that file, as it was given. */
export function shownInput(text: string): string {
  return spooled === undefined ? text : text.replaceAll(spooled, '-');
}
