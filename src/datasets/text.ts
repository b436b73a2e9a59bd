import { stat } from 'node:fs/promises';
import { RcnnError } from '../errors.js';
import { readFileUpTo } from '../platform/node/open-file.js';
import { badDataset } from './problem.js';

/**
 * Annotation files are some kilobytes; one that is thousands of times larger is a mistake or an attack, and
 * is refused before it fills the memory.
 */
export const MAX_FILE_BYTES = 16 * 2 ** 20;

/** Image lists have one line per image; ILSVRC's largest has some 20 MB. */
export const MAX_LIST_BYTES = 256 * 2 ** 20;

/** The error for a file that cannot be opened: `file-not-found`, or `bad-file` with the system's reason. @param what may be there */
export function cannotRead(file: string, cause: unknown, what = 'file'): RcnnError {
  const reason = cause as NodeJS.ErrnoException;
  if (reason.code === 'ENOENT' || reason.code === 'ENOTDIR') {
    return new RcnnError('file-not-found', `Expected the ${what} ${file}, but it does not exist.`, { cause });
  }
  return new RcnnError('bad-file', `Expected to read ${file}, but: ${reason.message}`, { cause });
}

/**
 * A whole small text file: UTF-8 with or without byte order mark; line ends become `\n`.
 * @throws RcnnError `bad-dataset` for another encoding or more than `maxBytes`, `file-not-found`, `bad-file`.
 */
export async function readText(file: string, maxBytes = MAX_FILE_BYTES): Promise<string> {
  const bytes = await readBytes(file, maxBytes);
  return decodeText(bytes, file).replace(/\r\n?/g, '\n');
}

/**
 * All bytes of a small file.
 * @throws RcnnError `bad-dataset` for more than `maxBytes`, `file-not-found`, `bad-file`
 */
export async function readBytes(file: string, maxBytes = MAX_FILE_BYTES): Promise<Uint8Array> {
  return readFileUpTo(file, maxBytes).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EFBIG' ? tooLarge(file, maxBytes) : cannotRead(file, cause);
  });
}

function tooLarge(file: string, maxBytes: number): RcnnError {
  const message = `expected at most ${maxBytes} bytes, but the file has more.`;
  return badDataset({ kind: 'malformed', file, message });
}

/**
 * Strict UTF-8; a leading byte order mark is dropped.
 * @param firstLine number of the first line in `bytes`, for the error
 */
export function decodeText(bytes: Uint8Array, file: string, firstLine = 1): string {
  if (firstLine === 1) refuseUtf16(bytes, file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: firstLine !== 1 }).decode(bytes);
  } catch (cause) {
    const line = firstLine + invalidLine(bytes);
    const message = 'expected UTF-8 text, but the bytes are not. Convert the file, e.g. with iconv -t UTF-8.';
    throw badDataset({ kind: 'malformed', file, line, message }, cause);
  }
}

/** @throws RcnnError `bad-dataset` */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `expected JSON, but: ${(cause as Error).message}.`;
    throw badDataset({ kind: 'malformed', file, message }, cause);
  }
}

/** @throws RcnnError `bad-dataset` when the byte order mark is that of UTF-16 */
export function refuseUtf16(bytes: Uint8Array, file: string): void {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    const message =
      'expected UTF-8 text, but this is UTF-16. Convert the file, e.g. with iconv -f UTF-16 -t UTF-8.';
    throw badDataset({ kind: 'malformed', file, line: 1, message });
  }
}

/** Lines before the first one that is not UTF-8. */
function invalidLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 0;
  for (let start = 0; start < bytes.length; lines++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return lines;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}

/** Whether `path` is a folder; false when it does not exist. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Whether `path` is a file; false when it does not exist. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
