/**
 * Opens regular files for reading, and nothing else: opening a pipe in a data folder could wait forever, and reading a
 * device might never end.
 */
import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

// Pipes then open immediately, instead of when a process writes to them. Windows has no such flag.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** @throws the system's error; for anything but a file an error of the same form, with code `ENOTFILE` or `EISDIR` */
export async function openFile(path: string): Promise<FileHandle> {
  const handle = await open(path, FLAGS);
  try {
    expectFile(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** As {@link openFile}. @returns a descriptor */
export function openFileSync(path: string): number {
  const descriptor = openSync(path, FLAGS);
  try {
    expectFile(path, fstatSync(descriptor));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Bytes read at a time where the size is not known: files of /proc report 0. */
const BLOCK = 2 ** 16;

/**
 * All bytes of a file. They are counted as they are read, since a file can grow.
 *
 * @throws as {@link openFile}; with the code `EFBIG` for more than `maxBytes`
 */
export async function readFileUpTo(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    const pieces: Buffer[] = [];
    let total = 0;
    for (;;) {
      // One byte more than is due, to find the end or that there is more.
      const due = Buffer.allocUnsafe(total < size ? size - total + 1 : BLOCK);
      const { bytesRead } = await handle.read(due, 0, due.length, null);
      if (bytesRead === 0) return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      total += bytesRead;
      if (total > maxBytes) throw tooLarge(path, maxBytes);
      pieces.push(due.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

function expectFile(path: string, found: Stats): void {
  if (found.isFile()) return;
  if (found.isDirectory()) throw systemError('EISDIR', `${path} is a folder`);
  throw systemError(
    'ENOTFILE',
    `${path} is a ${found.isFIFO() ? 'pipe' : found.isSocket() ? 'socket' : 'device'}, not a file`,
  );
}

function tooLarge(path: string, maxBytes: number): Error {
  return systemError('EFBIG', `${path} has more than ${maxBytes} bytes`);
}

/** Has the form of Node.js's own errors, so that callers handle both alike. */
function systemError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code, syscall: 'open' });
}
