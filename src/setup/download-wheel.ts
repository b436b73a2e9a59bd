import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { fileHash } from '../platform/node/file-hash.js';
import { makeFolder } from '../platform/node/make-folder.js';
import type { LongWork } from '../progress.js';
import { lastLines, runCommand } from './run-command.js';
import { withStaging } from './staging.js';
import { pipTags, type Release } from './tensorflow-release.js';

/** A way to call pip: program and first arguments. */
export type Pip = readonly [string, ...string[]];

const candidates: readonly Pip[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * The first pip of this machine; any version of Python will do.
 *
 * @throws RcnnError `engine-unavailable` that distinguishes a missing Python from one without pip
 */
export async function findPip(signal?: AbortSignal, among: readonly Pip[] = candidates): Promise<Pip> {
  let python = false;
  for (const pip of among) {
    const [program, ...args] = pip;
    const { code } = await runCommand(program, [...args, '--version'], { ...(signal && { signal }) });
    if (code === 0) return pip;
    if (code > 0) python = true;
  }
  throw new RcnnError(
    'engine-unavailable',
    python
      ? 'Expected pip to fetch the TensorFlow library from the Python package registry; this Python has none. Install it (Debian: apt-get install python3-pip) and run this command again.'
      : 'Expected Python with pip to fetch the TensorFlow library from the Python package registry, but found none. Install it (Debian: apt-get install python3-pip), or download the wheel elsewhere and give it with --from.',
  );
}

/**
 * The release's wheel in `folder`: found there whole from an earlier run, or downloaded by pip, from whatever
 * registry pip is configured for. Its SHA-256 is checked either way.
 *
 * @throws RcnnError `download-failed`, `bad-file` for another hash, `aborted`
 */
export async function downloadWheel(
  release: Release,
  { folder, pip, signal, onProgress }: { folder: string; pip: Pip } & LongWork,
): Promise<string> {
  const wheel = join(folder, release.wheel);
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  if (await stat(wheel).catch(() => undefined)) {
    if ((await fileHash(wheel, work)) === release.sha256) return wheel;
    await rm(wheel);
  }
  await makeFolder(folder);
  return withStaging(folder, async (staging) => {
    await callPip(release, { staging, pip, ...work });
    const downloaded = join(staging, release.wheel);
    await checkWheel(release, downloaded, work);
    await rename(downloaded, wheel);
    return wheel;
  });
}

/** @throws RcnnError `bad-file` when it is not the very file that this release was checked with */
export async function checkWheel(release: Release, path: string, work: LongWork = {}): Promise<void> {
  const found = await fileHash(path, work).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new RcnnError(
      'file-not-found',
      `Expected ${release.wheel} at ${path}, but there is no such file.`,
      {
        cause,
      },
    );
  });
  if (found === release.sha256) return;
  throw new RcnnError(
    'bad-file',
    `Expected ${path} to be ${release.wheel} with SHA-256 ${release.sha256}, but got ${found}: it is damaged, incomplete or another release.`,
  );
}

async function callPip(
  release: Release,
  { staging, pip, signal, onProgress }: { staging: string; pip: Pip } & LongWork,
): Promise<void> {
  const [program, ...first] = pip;
  const args = ['download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
  const report = async () => {
    const done = await bytesBelow(staging);
    onProgress?.({ stage: 'download', done, total: release.wheelBytes, item: release.wheel });
  };
  const timer = setInterval(() => void report().catch(() => {}), 250);
  try {
    const { code, stderr } = await runCommand(
      program,
      [...first, ...args, ...pipTags, '--progress-bar=off', `--dest=${staging}`, release.requirement],
      // pip writes its unfinished file to TMPDIR: kept here, it is on the disk whose space was checked.
      { env: { TMPDIR: staging }, ...(signal && { signal }) },
    );
    if (code === 0) return;
    if (/No space left/i.test(stderr)) {
      throw new RcnnError('disk-full', `No space left for ${release.wheel} in ${staging}: free some.`);
    }
    throw new RcnnError(
      'download-failed',
      `Expected pip to download ${release.requirement}, but it failed:\n${lastLines(stderr)}\nRun this command again when the registry is in reach, or give the wheel with --from.`,
    );
  } finally {
    clearInterval(timer);
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    files.map((file) =>
      stat(join(folder, file)).then(
        (entry) => (entry.isFile() ? entry.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
