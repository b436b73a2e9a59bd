import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RcnnError } from '../../errors.js';

/**
 * Writes a file so that its name never points to half of it: the pieces go to a new file beside it, which is
 * flushed and then renamed. Folders above are made. On failure nothing is left behind and an older file stays.
 *
 * @throws RcnnError `disk-full` when the disk or the quota is full, `bad-file` for any other refusal
 */
export async function writeBeside(
  path: string,
  pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const beside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  let file: FileHandle | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    file = await open(beside, 'wx');
    for await (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(beside, path);
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(beside, { force: true }).catch(() => {});
    throw error instanceof RcnnError ? error : writeError(path, error);
  }
}

/** Says in this package's words why a file could not be written; errors that are not the disk's pass as they are. */
export function writeError(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new RcnnError('disk-full', `No space left for ${path}: free some, or write elsewhere.`, {
      cause: error,
    });
  }
  if (code === undefined) return error;
  return new RcnnError('bad-file', `Expected to write ${path}, but the system refused: ${code}.`, {
    cause: error,
  });
}
