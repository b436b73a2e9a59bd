import { execFileSync, type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { writeBeside } from '../../../../src/platform/node/write-beside.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beside-'));
  path = join(folder, 'file');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Makes every file handle refuse to write, as a full disk does. */
async function refuseWriting(code: string) {
  const handle = await open(join(folder, 'probe'), 'w');
  await handle.close();
  await rm(join(folder, 'probe'));
  vi.spyOn(Object.getPrototypeOf(handle), 'writeFile').mockRejectedValue(
    Object.assign(new Error(code), { code }),
  );
}

describe('writeBeside', () => {
  it('joins the pieces and makes the folders above', async () => {
    const deep = join(folder, 'a', 'b', 'file');
    await writeBeside(deep, ['text ', Buffer.from('bytes'), '']);
    expect(await readFile(deep, 'utf8')).toBe('text bytes');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file']);
  });

  it('replaces an older file', async () => {
    await writeFile(path, 'a longer text than the new one');
    await writeBeside(path, ['new']);
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'bad-file'],
  ])('on %s throws %s, keeps the older file and leaves nothing', async (code, expected) => {
    await writeFile(path, 'old');
    await refuseWriting(code);
    const write = writeBeside(path, ['new']);
    await expect(write).rejects.toMatchObject({ code: expected });
    await expect(write).rejects.toThrow(path);
    vi.restoreAllMocks();
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('leaves nothing when the pieces fail half-way, and passes their error on', async () => {
    const pieces = function* () {
      yield 'half';
      throw new TypeError('the rest is missing');
    };
    await expect(writeBeside(path, pieces())).rejects.toThrow(TypeError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a path that is a folder', async () => {
    await mkdir(path);
    await expect(writeBeside(path, ['new'])).rejects.toMatchObject({ code: 'bad-file' });
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('keeps the mode of an existing file', async () => {
    await writeFile(path, 'old', { mode: 0o600 });
    await writeBeside(path, ['new']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await writeBeside(path, ['newer']);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['a file', 'real', 'old'],
    ['nothing yet', 'absent', undefined],
    ['another link', 'second', undefined],
  ])('writes what a symbolic link to %s points to, and keeps the link', async (_, name, content) => {
    const target = join(folder, 'elsewhere', name);
    await mkdir(join(folder, 'elsewhere'));
    if (content !== undefined) await writeFile(target, content);
    if (name === 'second') await symlink('end', target);
    await symlink(join('elsewhere', name), path);
    await writeBeside(path, ['new']);
    expect(await readlink(path)).toBe(join('elsewhere', name));
    expect(await readFile(target, 'utf8')).toBe('new');
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('refuses links in a circle', async () => {
    await symlink('file', path);
    await expect(writeBeside(path, ['new'])).rejects.toMatchObject({ code: 'bad-file' });
  });

  it.skipIf(process.platform === 'win32')('writes to a pipe instead of replacing it', async () => {
    execFileSync('mkfifo', [path]);
    const reader = readFile(path, 'utf8');
    await writeBeside(path, ['two ', 'pieces']);
    expect(await reader).toBe('two pieces');
    expect((await stat(path)).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('writes to its own standard output, be it a pipe or a file', () => {
    const code = `
      const { writeBeside } = await import('./src/platform/node/write-beside.ts');
      console.log('first');
      await writeBeside('/dev/stdout', ['second']);`;
    const run = (options: SpawnSyncOptions) =>
      spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        cwd: packageRoot,
        encoding: 'utf8',
        ...options,
      });
    expect(run({}).stdout).toBe('first\nsecond');
    const descriptor = openSync(path, 'a');
    run({ stdio: ['ignore', descriptor, 'inherit'] });
    closeSync(descriptor);
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond');
  });

  it('removes what a killed process left in the folder, and nothing else', async () => {
    const code = `
      const { writeBeside } = await import('./src/platform/node/write-beside.ts');
      await writeBeside(${JSON.stringify(path)}, (async function* () {
        yield 'half';
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});
      })());`;
    spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot });
    const [left] = await readdir(folder);
    expect(left).toMatch(/^file\.\d+-.*\.tmp$/);
    const [dead] = /\d+/.exec(left!)!;
    const others = [
      'mine.tmp',
      `file.${dead}-other1-01234567.tmp`,
      left!.replace(dead, String(process.ppid)),
    ];
    for (const other of others) await writeFile(join(folder, other), '');
    // Another process was killed that had this one's number, as in containers.
    const same = join(folder, left!.replace(dead, String(process.pid)));
    await writeFile(same, '');
    await utimes(same, 1, 1);
    await writeBeside(join(folder, 'another'), ['whole']);
    expect((await readdir(folder)).sort()).toEqual(['another', ...others].sort());
  });

  it('leaves what another thread of the process is writing', async () => {
    vi.resetModules();
    const thread = await import('../../../../src/platform/node/write-beside.js'); // threads have modules of their own
    await writeBeside(
      path,
      (async function* () {
        yield 'half ';
        await thread.writeBeside(join(folder, 'another'), ['whole']);
        yield 'and half';
      })(),
    );
    expect(await readFile(path, 'utf8')).toBe('half and half');
  });
});
