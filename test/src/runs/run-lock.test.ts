import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RunLock } from '../../../src/runs/run-lock.js';

describe('the lock of a run’s folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  const file = join(folder, 'lock');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names its process and goes with it', () => {
    {
      using _ = new RunLock(folder);
      expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    }
    expect(existsSync(file)).toBe(false);
  });

  it('refuses a folder that a living process works in, and takes over from a dead one', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync(file, String(other.pid));
    expect(() => new RunLock(folder)).toThrow(`process ${other.pid} is at work there`);
    expect(readFileSync(file, 'utf8')).toBe(String(other.pid));
    other.kill('SIGKILL');
    await once(other, 'exit');
    using _ = new RunLock(folder);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  });

  it('takes over a file that names no process', () => {
    writeFileSync(file, 'nobody');
    using _ = new RunLock(folder);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  });
});
