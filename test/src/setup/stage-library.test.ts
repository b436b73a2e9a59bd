import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/progress.js';
import { findPip } from '../../../src/setup/download-wheel.js';
import { libraryFolder, stageLibrary } from '../../../src/setup/stage-library.js';
import { fakePip, release, wheel } from '../../support/fake-wheel.js';

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true }));

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

describe('stageLibrary', () => {
  it('keeps what the binding needs of the wheel and nothing else', async () => {
    const stages = new Map<string, Progress>();
    const staged = await stageLibrary(release, {
      cache,
      pip: await fakePip(folder),
      onProgress: (progress) => stages.set(progress.stage, progress),
    });
    expect(staged).toBe(libraryFolder(cache, release));
    expect(await filesIn(cache)).toEqual(
      [
        'LICENSE',
        'THIRD_PARTY_NOTICES.txt',
        'include/tensorflow/c/c_api.h',
        'include/tensorflow/c/eager/c_api.h',
        'include/tensorflow/core/platform/ctstring.h',
        'include/tsl/platform/ctstring_internal.h',
        'lib/libtensorflow_cc.so.2',
        'lib/libtensorflow_framework.so.2',
      ].map((file) => join('0.0.1-cpu', file)),
    );
    expect(await readFile(join(staged, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('the library');
    expect([...stages.keys()]).toEqual(expect.arrayContaining(['check', 'unpack']));
    const unpacked = stages.get('unpack')!;
    expect(unpacked.done).toBe(unpacked.total);
  });

  it('asks pip for the release of the one platform, without dependencies', async () => {
    await stageLibrary(release, { cache, pip: await fakePip(folder) });
    const [call] = await calls();
    expect(call).toMatch(/^download --no-deps --only-binary=:all: /);
    expect(call).toContain('--platform=manylinux_2_17_x86_64');
    expect(call).toMatch(/ tensorflow-cpu==0\.0\.1$/);
  });

  it('does nothing when the library is there, everything again when forced', async () => {
    const pip = await fakePip(folder);
    const staged = await stageLibrary(release, { cache, pip });
    await writeFile(join(staged, 'LICENSE'), 'changed');
    await stageLibrary(release, { cache, pip });
    expect(await calls()).toHaveLength(1);
    await stageLibrary(release, { cache, pip, force: true });
    expect(await calls()).toHaveLength(2);
    expect(await readFile(join(staged, 'LICENSE'), 'utf8')).toBe('licence');
  });

  it('goes on with a wheel that an interrupted run has left whole', async () => {
    await mkdir(join(cache, 'downloads'), { recursive: true });
    await writeFile(join(cache, 'downloads', release.wheel), wheel);
    const pip = await fakePip(folder, 'process.exit(1);');
    expect(await readdir(join(await stageLibrary(release, { cache, pip }), 'lib'))).toHaveLength(2);
  });

  it('downloads again what an interrupted run has left damaged', async () => {
    await mkdir(join(cache, 'downloads'), { recursive: true });
    await writeFile(join(cache, 'downloads', release.wheel), wheel.subarray(1));
    await stageLibrary(release, { cache, pip: await fakePip(folder) });
    expect(await calls()).toHaveLength(1);
  });

  it('lets two runs at the same time both succeed', async () => {
    const pip = await fakePip(folder);
    const both = await Promise.all([1, 2].map(() => stageLibrary(release, { cache, pip })));
    expect(both).toEqual([libraryFolder(cache, release), libraryFolder(cache, release)]);
    expect((await readdir(cache)).sort()).toEqual(['0.0.1-cpu', 'downloads']);
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
  });

  it('keeps the library of a run that was first, with what has been compiled into it since', async () => {
    const own = libraryFolder(cache, release);
    const pip = await fakePip(
      folder,
      `import('node:fs').then(({ mkdirSync }) => {
      mkdirSync(${JSON.stringify(own)}, { recursive: true });
      writeFileSync(join(${JSON.stringify(own)}, 'binding.node'), 'compiled');
      writeFileSync(join(dest, name), wheel);
    });`,
    );
    expect(await stageLibrary(release, { cache, pip })).toBe(own);
    expect(await readdir(own)).toEqual(['binding.node']);
  });

  it('takes a wheel from elsewhere and leaves it there', async () => {
    const path = join(folder, 'own.whl');
    await writeFile(path, wheel);
    await stageLibrary(release, { cache, wheel: path });
    expect(await readFile(path)).toEqual(wheel);
    expect(await readdir(cache)).toEqual(['0.0.1-cpu']);
  });

  it('sweeps up after processes that were killed, not after those that live', async () => {
    const dead = join(cache, 'staging-999999999-abc'); // above every system's largest process id
    const alive = join(cache, `staging-${process.pid}-abc`);
    await Promise.all([dead, alive].map((path) => mkdir(path, { recursive: true })));
    await stageLibrary(release, { cache, pip: await fakePip(folder) });
    expect(await stat(dead).catch(() => 'gone')).toBe('gone');
    expect((await stat(alive)).isDirectory()).toBe(true);
  });

  it.each([
    [
      'a file with another hash',
      'writeFileSync(join(dest, name), "something else");',
      {
        code: 'bad-file',
        message: /to be tensorflow_cpu-0\.0\.1-any\.whl with SHA-256 [0-9a-f]{64}, but got/,
      },
    ],
    [
      'a registry out of reach',
      'console.error("ERROR: Could not find a version"); process.exit(1);',
      { code: 'download-failed', message: /failed:\n {2}ERROR: Could not find a version\n.*--from/ },
    ],
    [
      'a full disk',
      'console.error("OSError: [Errno 28] No space left on device"); process.exit(2);',
      { code: 'disk-full', message: /^No space left for tensorflow_cpu/ },
    ],
  ])('leaves nothing behind after %s', async (_what, body, error) => {
    const pip = await fakePip(folder, body);
    await expect(stageLibrary(release, { cache, pip })).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(error.message),
    });
    expect(await filesIn(cache)).toEqual([]);
  });

  it('refuses before any download when the disk is too full', async () => {
    const pip = await fakePip(folder);
    const large = { ...release, unpackedBytes: 1e18 };
    await expect(stageLibrary(large, { cache, pip })).rejects.toThrow(
      /^Expected 1000000000001 MB free in .*GOOGLENET_RCNN_CACHE/,
    );
    await expect(calls()).rejects.toThrow('ENOENT');
  });

  it('ends pip when it is aborted, and cleans up', async () => {
    const pip = await fakePip(
      folder,
      'writeFileSync(join(dest, name), "half"); setInterval(() => {}, 1000);',
    );
    const stop = new AbortController();
    const staged = stageLibrary(release, {
      cache,
      pip,
      signal: stop.signal,
      onProgress: ({ stage, done }) => stage === 'download' && done > 0 && stop.abort(),
    });
    await expect(staged).rejects.toMatchObject({ code: 'aborted' });
    expect(await filesIn(cache)).toEqual([]);
  });

  it('refuses a wheel of another release, a file that is none, and one without the libraries', async () => {
    const path = join(folder, 'other.whl');
    await writeFile(path, 'no zip');
    await expect(stageLibrary(release, { cache, wheel: path })).rejects.toMatchObject({ code: 'bad-file' });
    await expect(stageLibrary(release, { cache, wheel: join(folder, 'absent.whl') })).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});

describe('findPip', () => {
  const works = [process.execPath, '-e', '0'] as const;
  const fails = [process.execPath, '-e', 'process.exit(1)', '--'] as const;
  const absent = ['no-such-python-anywhere'] as const;

  it('takes the first that answers', async () => {
    expect(await findPip(undefined, [absent, fails, works])).toBe(works);
  });

  it.each([
    ['Python is absent', [absent], 'but found none. Install it'],
    ['Python has no pip', [absent, fails], 'this Python has none. Install it'],
  ])('says so when %s', async (_what, among, message) => {
    await expect(findPip(undefined, among)).rejects.toThrow(message);
  });
});
