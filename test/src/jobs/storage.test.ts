import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStorage } from '../../../src/jobs/storage/open-storage.js';
import { storageProbes } from '../../../src/jobs/storage/probe.js';
import type { Storage } from '../../../src/jobs/storage/storage.js';
import { packageRoot } from '../../../src/platform/node/package-root.js';
import { runInProcess } from '../../support/run-in-process.js';
import { type S3Server, startS3 } from '../../support/s3-server.js';

const folder = mkdtempSync(join(tmpdir(), 'storage-'));
let s3: S3Server;

beforeAll(async () => {
  s3 = await startS3();
  vi.stubEnv('AWS_ENDPOINT_URL', s3.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await s3.stop();
});

describe.each([
  ['a folder', folder],
  ['S3', 's3://bucket/some/prefix'],
])('%s as storage', (_, url) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openStorage(url);
  });

  it('gives back what was written, and knows what was not', async () => {
    expect(await storage.read('a/b')).toBeUndefined();
    expect(await storage.has('a/b')).toBe(false);
    expect(await storage.create('a/b', 'text')).toBe(true);
    expect((await storage.read('a/b'))?.toString()).toBe('text');
    expect(await storage.has('a/b')).toBe(true);
  });

  it('never replaces an object', async () => {
    await storage.create('once', 'first');
    expect(await storage.create('once', 'second')).toBe(false);
    expect((await storage.read('once'))?.toString()).toBe('first');
  });

  it('lists a folder, sorted and without those below it, over as many answers as it takes', async () => {
    const names = ['4', '1', '3', '2', '5', '7', '6'];
    for (const name of names) await storage.create(`list/${name}`, name);
    await storage.create('list/below/1', '');
    expect(await storage.list('list/')).toEqual(names.sort().map((name) => `list/${name}`));
    expect(await storage.list('nowhere/')).toEqual([]);
  });

  it('removes what is there, and does not mind what is not', async () => {
    await storage.create('gone', '');
    await storage.remove('gone');
    await storage.remove('gone');
    expect(await storage.has('gone')).toBe(false);
  });

  it.each(storageProbes)('guarantees: $name', async ({ look }) => {
    expect(await look(storage)).not.toBe('');
  });

  it('removes a folder with all that is in it, and does not mind one that is not there', async () => {
    await storage.create('whole/1', '');
    await storage.create('whole/2', '');
    await storage.create('wholesome', '');
    await storage.removeFolder('whole/');
    await storage.removeFolder('whole/');
    expect(await storage.list('whole/')).toEqual([]);
    expect(await storage.has('wholesome')).toBe(true);
  });
});

describe('S3 as storage', () => {
  it('says nothing on standard error of the Node.js that it runs on', async () => {
    const probe = `
      const { openStorage } = await import('./src/jobs/storage/open-storage.ts');
      process.stdout.write(String(await (await openStorage('s3://bucket/quiet')).has('x')));`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', probe];
    const options = { cwd: packageRoot, env: process.env };
    expect(await promisify(execFile)(process.execPath, args, options)).toEqual({
      stdout: 'false',
      stderr: '',
    });
  });
});

describe('a folder as storage', () => {
  it('leaves nothing beside what it wrote', async () => {
    const storage = await openStorage(join(folder, 'clean'));
    await Promise.all([storage.create('x', '1'), storage.create('x', '2'), storage.create('x', '3')]);
    expect(readdirSync(join(folder, 'clean'))).toEqual(['x']);
  });

  it('says what it could not remove', async () => {
    const storage = await openStorage(join(folder, 'kept'));
    await storage.create('a/b', '');
    const expected = expect.stringContaining(`Expected to remove ${join(folder, 'kept', 'a')}`);
    await expect(storage.remove('a')).rejects.toMatchObject({ code: 'storage-failed', message: expected });
  });
});

describe('doctor --storage', () => {
  it('ends with 0 for one that keeps all promises', async () => {
    const { code, out } = await runInProcess('doctor', '--storage', folder);
    expect(out).toContain('Workers on this machine can share it');
    expect(code).toBe(0);
  });

  it('leaves no empty folders behind, whether or not the storage was there', async () => {
    mkdirSync(join(folder, 'there'));
    for (const name of ['there', join('new', 'jobs')]) {
      expect((await runInProcess('doctor', '--storage', join(folder, name))).code).toBe(0);
    }
    expect(readdirSync(join(folder, 'there'))).toEqual([]);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it('names what a store does not keep, and ends with 1', async () => {
    s3.faults.ignoresConditions = true;
    const { code, out } = await runInProcess('doctor', '--storage', 's3://bucket/lax', '--json');
    s3.faults.ignoresConditions = false;
    const broken = JSON.parse(out).checks.filter(({ status }: { status: string }) => status !== 'ok');
    expect(broken.map(({ name }: { name: string }) => name)).toEqual([
      'conditional create',
      'exclusive create',
    ]);
    expect(broken[0]).toMatchObject({
      detail: expect.stringContaining('replaced'),
      fix: expect.stringContaining('If-None-Match'),
    });
    expect(code).toBe(1);
  });

  it('says that a store is full', async () => {
    s3.faults.full = true;
    const storage = await openStorage('s3://bucket/full');
    await expect(storage.create('x', 'y')).rejects.toMatchObject({ code: 'disk-full' });
    s3.faults.full = false;
  });

  it.each(['s3://', 'gs://bucket', 'http://host/x'])('refuses %s', async (url) => {
    await expect(openStorage(url)).rejects.toMatchObject({ code: 'bad-option' });
  });
});
