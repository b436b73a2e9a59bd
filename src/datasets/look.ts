import { type FileHandle, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openFile } from '../platform/node/open-file.js';
import { isHidden } from './image-paths.js';
import { cannotRead } from './text.js';

/** The top level of a path, listed once: enough to recognise the format. */
export interface Look {
  readonly path: string;
  readonly isFolder: boolean;
  /** Names in the folder, sorted; of a file, its own. Hidden ones are left out. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** @throws RcnnError `file-not-found`, `bad-file` */
export async function lookAt(path: string): Promise<Look> {
  const refuse = (cause: unknown) => {
    throw cannotRead(path, cause, 'file or folder');
  };
  const found = await stat(path).catch(refuse);
  if (!found.isDirectory()) return { path, isFolder: false, files: [basename(path)], folders: [] };
  const entries = await readdir(path, { withFileTypes: true }).catch(refuse);
  const shown = entries.filter(({ name }) => !isHidden(name));
  const kinds = await Promise.all(
    shown.map(async (entry) =>
      entry.isSymbolicLink() ? stat(join(path, entry.name)).catch(() => undefined) : entry,
    ),
  );
  const names = (wanted: (index: number) => boolean | undefined) =>
    shown.flatMap(({ name }, index) => (wanted(index) ? [name] : [])).sort();
  return {
    path,
    isFolder: true,
    files: names((index) => kinds[index]?.isFile()),
    folders: names((index) => kinds[index]?.isDirectory()),
  };
}

/** As {@link lookAt}; a path that cannot be listed holds nothing. */
export async function lookAtMaybe(path: string): Promise<Look> {
  return lookAt(path).catch(() => ({ path, isFolder: true, files: [], folders: [] }));
}

/** Enough to see a file's root element or first keys. */
const HEAD_BYTES = 2 ** 16;

/** The first 64 KiB of a file as text; empty when it cannot be read. */
export async function headOf(file: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
  } catch {
    return '';
  } finally {
    await handle?.close();
  }
}

/** Files of a look with one of these endings, as paths. */
export function filesEnding(look: Look, ending: RegExp): string[] {
  const { path, isFolder, files } = look;
  return files.filter((name) => ending.test(name)).map((name) => (isFolder ? join(path, name) : path));
}
