import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFile, openFileSync, readFileUpTo } from '../../../../src/platform/node/open-file.js';

const folder = mkdtempSync(join(tmpdir(), 'open-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

writeFileSync(path('three'), 'abc');
writeFileSync(path('empty'), '');
mkdirSync(path('folder'));
if (process.platform !== 'win32') {
  execFileSync('mkfifo', [path('pipe')]);
  symlinkSync('/dev/zero', path('zero'));
  symlinkSync('three', path('link'));
}

describe('readFileUpTo', () => {
  it.each([
    ['three', 'abc'],
    ['link', 'abc'],
    ['empty', ''],
  ])('reads %s', async (name, text) => {
    expect((await readFileUpTo(path(name), 3)).toString()).toBe(text);
  });

  it('refuses a file of one byte more than it may have', async () => {
    await expect(readFileUpTo(path('three'), 2)).rejects.toMatchObject({ code: 'EFBIG' });
  });

  it.skipIf(process.platform !== 'linux')('counts what it reads where the size is not told', async () => {
    expect((await readFileUpTo('/proc/self/status', 2 ** 20)).toString()).toContain('Pid:');
    await expect(readFileUpTo('/proc/self/status', 20)).rejects.toMatchObject({ code: 'EFBIG' });
  });
});

describe.skipIf(process.platform === 'win32')('opening', () => {
  it.each([
    ['a folder', 'folder', 'EISDIR'],
    ['a pipe that nobody writes to', 'pipe', 'ENOTFILE'],
    ['a link to a device without end', 'zero', 'ENOTFILE'],
    ['nothing', 'absent', 'ENOENT'],
  ])('refuses %s at once', async (_, name, code) => {
    await expect(openFile(path(name))).rejects.toMatchObject({ code, syscall: 'open' });
    expect(() => openFileSync(path(name))).toThrow(expect.objectContaining({ code, syscall: 'open' }));
    await expect(readFileUpTo(path(name), 100)).rejects.toMatchObject({ code });
  });
});
