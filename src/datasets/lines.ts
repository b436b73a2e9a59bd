import { RcnnError, throwIfAborted } from '../errors.js';
import { openFile } from '../platform/node/open-file.js';
import { badDataset } from './problem.js';
import { cannotRead, decodeText } from './text.js';

/** A line an image with thousands of detections takes a megabyte; a longer one than this is no such file. */
const MAX_LINE_BYTES = 16 * 2 ** 20;

const NEWLINE = 10;
const READ_BYTES = 2 ** 20;

export interface ReadLinesOptions {
  readonly maxLineBytes?: number;
  readonly signal?: AbortSignal;
}

/** @param line 1-based */
type OnLine = (text: string, line: number) => void;

/**
 * Streams a text file line by line: UTF-8 with or without byte order mark, `\n` or `\r\n`; empty lines are
 * left out. Holds no more than one line and one read of the file.
 * @throws RcnnError `bad-dataset` with file and line for another encoding or a line of more than
 *   `maxLineBytes`, `file-not-found`, `bad-file`, `aborted`.
 */
export async function readLines(file: string, onLine: OnLine, options: ReadLinesOptions = {}): Promise<void> {
  const handle = await openFile(file).catch((cause: unknown) => {
    throw cannotRead(file, cause);
  });
  const stream = handle.createReadStream({ highWaterMark: READ_BYTES });
  try {
    await splitLines(stream as AsyncIterable<Uint8Array>, file, onLine, options);
  } catch (cause) {
    if (cause instanceof RcnnError) throw cause;
    throw cause instanceof Error && 'syscall' in cause ? cannotRead(file, cause) : cause;
  } finally {
    stream.destroy();
  }
}

/** {@link readLines} of bytes from anywhere; `file` only names them in errors. */
export async function splitLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
  onLine: OnLine,
  { maxLineBytes = MAX_LINE_BYTES, signal }: ReadLinesOptions = {},
): Promise<void> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let line = 1;
  const emit = (bytes: Uint8Array) => {
    const lines = decodeText(bytes, file, line).split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const text of lines) {
      if (text.length > maxLineBytes) throw tooLong(file, line, maxLineBytes);
      if (text.trim() !== '') onLine(text.endsWith('\r') ? text.slice(0, -1) : text, line);
      line++;
    }
  };
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    const pendingLine = pendingBytes + (end === 0 ? chunk.length : chunk.indexOf(NEWLINE));
    if (pendingLine > maxLineBytes) throw tooLong(file, line, maxLineBytes);
    if (end > 0) {
      emit(Buffer.concat([...pending, chunk.subarray(0, end)]));
      pending = [];
      pendingBytes = 0;
    }
    if (end < chunk.length) {
      // A copy: the stream may use the chunk's memory again.
      pending.push(chunk.slice(end));
      pendingBytes += chunk.length - end;
    }
  }
  if (pendingBytes > 0) emit(Buffer.concat(pending));
}

function tooLong(file: string, line: number, maxLineBytes: number): RcnnError {
  const message = `expected at most ${maxLineBytes} bytes in a line, but this one is longer.`;
  return badDataset({ kind: 'malformed', file, line, message });
}
