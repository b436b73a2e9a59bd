import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
});
