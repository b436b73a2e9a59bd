import { rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { makeFolder } from '../platform/node/make-folder.js';
import type { LongWork } from '../progress.js';
import { checkWheel, downloadWheel, findPip, type Pip } from './download-wheel.js';
import { withStaging } from './staging.js';
import type { Release } from './tensorflow-release.js';
import { unpackWheel } from './unpack-wheel.js';

export interface StageOptions extends LongWork {
  /** The folder for all libraries; each gets one of its own in it. */
  readonly cache: string;
  /** A wheel that was downloaded elsewhere; it is left where it is. */
  readonly wheel?: string;
  /** Fetches the library even when it is in place. */
  readonly force?: boolean;
  /** Default: the first that is found. */
  readonly pip?: Pip;
  /** Asks for what later steps need, before the long download begins. */
  readonly beforeDownload?: () => Promise<void>;
}

/** The release's folder in the cache; it has that name only when it is complete. */
export function libraryFolder(cache: string, { variant, version }: Release): string {
  return join(cache, `${version}-${variant}`);
}

/**
 * The library of a release in the cache, downloaded and unpacked when it is not there. An interrupted run resumes
 * with the wheel if that was complete. Of two runs at the same time the first to finish wins; both succeed.
 *
 * @returns its folder: `lib/`, `include/`, `LICENSE`
 * @throws RcnnError `engine-unavailable` without pip, `download-failed`, `bad-file`, `disk-full`, `aborted`
 */
export async function stageLibrary(
  release: Release,
  { cache, wheel, force = false, beforeDownload, pip, signal, onProgress }: StageOptions,
): Promise<string> {
  const folder = libraryFolder(cache, release);
  if (!force && (await exists(folder))) return folder;
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  await beforeDownload?.();
  await makeFolder(cache);
  await requireSpace(cache, release.unpackedBytes + (wheel === undefined ? release.wheelBytes : 0));
  try {
    await obtain(release, {
      ...work,
      cache,
      folder,
      force,
      ...(wheel !== undefined && { wheel }),
      ...(pip && { pip }),
    });
  } catch (error) {
    // Another run may have been first, and have taken the wheel away from under this one.
    if (force || work.signal?.aborted || !(await exists(folder))) throw error;
  }
  return folder;
}

type ObtainOptions = Omit<StageOptions, 'beforeDownload'> & { readonly folder: string };

async function obtain(release: Release, { wheel, pip, ...options }: ObtainOptions): Promise<void> {
  const { cache, signal } = options;
  if (wheel !== undefined) {
    await checkWheel(release, wheel, options);
    await unpackInto(wheel, options);
    return;
  }
  const downloads = join(cache, 'downloads');
  const found = pip ?? (await findPip(signal));
  await unpackInto(await downloadWheel(release, { ...options, folder: downloads, pip: found }), options);
  await rm(join(downloads, release.wheel), { force: true });
}

async function unpackInto(wheel: string, { cache, folder, force, ...work }: ObtainOptions): Promise<void> {
  await withStaging(cache, async (staging) => {
    const unpacked = join(staging, 'library');
    await unpackWheel(wheel, { ...work, folder: unpacked });
    // The older copy moves aside: a process that has it open keeps its files.
    if (force && (await exists(folder))) await rename(folder, join(staging, 'replaced'));
    await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another run was first
    });
  });
}

/** @throws RcnnError `disk-full` before anything is written, instead of after minutes */
async function requireSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new RcnnError(
    'disk-full',
    `Expected ${megabytes(needed)} free in ${folder}, but only ${megabytes(free)} are. Free some, or set GOOGLENET_RCNN_CACHE to a folder on another disk.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
