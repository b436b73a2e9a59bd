import type { Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RcnnError } from '../../errors.js';
import { removeAbandoned, unfinishedName } from './unfinished-files.js';

type Pieces = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * Writes a file so that its name never points to half of it: the pieces go to a new file beside it, which is
 * flushed and then renamed. Folders above are made. On failure nothing is left behind and an older file stays;
 * the new one gets its mode and, where allowed, its owner. Through a symbolic link, the file that it points to is
 * replaced. A device or a pipe is written to directly.
 *
 * @throws RcnnError `disk-full` when the disk or the quota is full, `bad-file` for any other refusal
 */
export async function writeBeside(path: string, pieces: Pieces): Promise<void> {
  try {
    const target = await resolveLinks(path);
    const existing = await stat(target).catch(() => undefined);
    if (existing && isStream(target, existing)) await writeInto(target, pieces);
    else await replace(target, existing, pieces);
  } catch (error) {
    throw error instanceof RcnnError ? error : writeError(path, error);
  }
}

async function replace(path: string, existing: Stats | undefined, pieces: Pieces): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeAbandoned(path);
  const beside = unfinishedName(path);
  let file: FileHandle | undefined;
  try {
    file = await open(beside, 'wx');
    if (existing?.isFile()) await takeOver(file, existing);
    for await (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(beside, path);
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
}

/** The owner first: changing it clears bits of the mode. */
async function takeOver(file: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  const own = await file.stat();
  if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid).catch(() => {}); // only root may
  await file.chmod(mode & 0o7777);
}

async function writeInto(path: string, pieces: Pieces): Promise<void> {
  const own = ownStream(path);
  if (own) {
    for await (const piece of pieces) await written(own, piece);
    return;
  }
  const file = await open(path, 'a');
  try {
    for await (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

/** The process's own stream for such a path: it may be a socket, which cannot be opened by name. */
function ownStream(path: string): NodeJS.WriteStream | undefined {
  const [, descriptor] = /^\/proc\/self\/fd\/([12])$/.exec(path) ?? [];
  if (descriptor === undefined) return undefined;
  return descriptor === '1' ? process.stdout : process.stderr;
}

function written(stream: NodeJS.WriteStream, piece: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Devices, pipes and sockets; and this process's own streams by their names, even where they are files. */
function isStream(path: string, found: Stats): boolean {
  if (/^\/(dev|proc\/[^/]+\/fd)\//.test(path) && !found.isDirectory() && !path.startsWith('/dev/shm/'))
    return true;
  return !found.isFile() && !found.isDirectory();
}

/** Follows symbolic links one by one: the last may point to a file that does not exist yet. */
async function resolveLinks(path: string): Promise<string> {
  let at = resolve(path);
  // Linux follows as many.
  for (let links = 0; links < 40; links++) {
    // Below /proc/*/fd, links of pipes and of files that are gone point to no name.
    if (/^\/proc\/[^/]+\/fd\//.test(at)) return at;
    const found = await lstat(at).catch(() => undefined);
    if (!found?.isSymbolicLink()) return at;
    at = resolve(dirname(at), await readlink(at));
  }
  throw new RcnnError('bad-file', `Expected to write ${path}, but its symbolic links go in a circle.`);
}

/** The RcnnError for a file that could not be written; other errors are returned as they are. */
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
