import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedVersion } from '../../../src/platform/node/installed-version.js';
import type { Check, Finding } from '../../../src/setup/doctor/check.js';
import { libraryChecks } from '../../../src/setup/doctor/library-checks.js';
import { machineChecks, nodeVersion } from '../../../src/setup/doctor/machine-checks.js';
import { leftBehind } from '../../../src/setup/doctor/telemetry-check.js';
import { examine } from '../../../src/setup/doctor.js';

const check = (name: string, required: boolean, look: () => Promise<Finding>): Check => ({
  name,
  purpose: `the purpose of ${name}`,
  required,
  fix: `fix ${name}`,
  look,
});
const ok = async (): Promise<Finding> => ({ status: 'ok', version: '1', detail: 'works' });
const missing = async (): Promise<Finding> => ({ status: 'missing', detail: 'not there' });

describe('examine', () => {
  it('says how to fix what does not work, and nothing of what does', async () => {
    const { checks } = await examine([check('a', true, ok), check('b', false, missing)]);
    expect(checks).toEqual([
      { name: 'a', purpose: 'the purpose of a', required: true, status: 'ok', version: '1', detail: 'works' },
      {
        name: 'b',
        purpose: 'the purpose of b',
        required: false,
        status: 'missing',
        detail: 'not there',
        fix: 'fix b',
      },
    ]);
  });

  it('calls broken what throws, gives the first line, and goes on', async () => {
    const throws = () => Promise.reject(new Error('no such library\nstack'));
    const { checks } = await examine([check('a', false, throws), check('b', false, ok)]);
    expect(checks.map(({ status }) => status)).toEqual(['broken', 'ok']);
    expect(checks[0]).toMatchObject({ detail: 'no such library', fix: 'fix a' });
  });

  it('takes the advice of what was found before that of the check', async () => {
    const found = async (): Promise<Finding> => ({ ...(await missing()), fix: 'first this' });
    expect((await examine([check('a', false, found)])).checks[0]).toMatchObject({ fix: 'first this' });
  });

  it.each([
    ['all is well', [check('a', true, ok)], true],
    ['only something optional is missing', [check('a', true, ok), check('b', false, missing)], true],
    ['something needed is missing', [check('a', true, missing), check('b', false, ok)], false],
  ])('judges the whole when %s', async (_what, checks, expected) => {
    expect((await examine(checks)).ok).toBe(expected);
  });
});

describe('the checks of the machine', () => {
  it.each([
    ['exactly the oldest', '20.19.0', 'ok'],
    ['a minor version too old', '20.18.3', 'broken'],
    ['a newer major version with a smaller minor', '22.0.0', 'ok'],
    ['an older major version with a larger minor', '18.20.0', 'broken'],
  ])('take a Node.js that is %s', (_what, version, status) => {
    expect(nodeVersion(version)).toMatchObject({ version, status });
  });

  it('find this machine fit, and name its cache folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    const { checks } = await examine(machineChecks(folder));
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(checks.at(-1)?.detail).toContain(folder);
    await rm(folder, { recursive: true });
  });

  it('call a cache folder broken whose place a file has taken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    await writeFile(join(folder, 'file'), '');
    const { checks } = await examine(machineChecks(join(folder, 'file')));
    expect(checks.at(-1)).toMatchObject({
      status: 'broken',
      fix: expect.stringContaining('GOOGLENET_RCNN'),
    });
    await rm(folder, { recursive: true });
  });
});

describe('the checks of the libraries', () => {
  it('use each library that detection needs', async () => {
    const { ok: works, checks } = await examine(libraryChecks.filter(({ required }) => required));
    expect(checks.map(({ name }) => name)).toEqual(['onnxruntime-node', 'sharp', 'opencv-wasm']);
    expect(works, JSON.stringify(checks)).toBe(true);
    expect(checks.every(({ version }) => /^\d+\.\d+/.test(version!))).toBe(true);
  });

  it('see that networks run without telemetry, and would see it', async () => {
    const { checks } = await examine(libraryChecks.filter(({ name }) => name === 'telemetry'));
    expect(checks).toMatchObject([{ status: 'ok', detail: expect.stringContaining('off') }]);
    if (process.platform !== 'linux') return;
    expect(await leftBehind({ ORT_DISABLE_TELEMETRY: '0' })).toEqual(['.cache']);
  });

  it('know which packages are not installed', () => {
    expect(installedVersion('vitest')).toMatch(/^\d+\./);
    expect(installedVersion('no-such-package-anywhere')).toBeUndefined();
  });
});
