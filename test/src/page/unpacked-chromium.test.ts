/** The browser of these tests is there for all of them, whichever starts first. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unpackedChromium } from '../../support/unpacked-chromium.js';

it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'two that start at once unpack one Chromium, which runs for both',
  async () => {
    const parent = await mkdtemp(join(tmpdir(), 'unpacked-'));
    try {
      const start = async () => {
        const path = await unpackedChromium(parent);
        return { path, status: spawnSync(path, ['--version', '--no-sandbox']).status };
      };
      const [one, other] = await Promise.all([start(), start()]);
      expect(one.status).toBe(0);
      expect(other).toEqual(one);
      expect(await readdir(parent)).toHaveLength(1); // nothing half done is left
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  },
  120_000, // on a busy machine
);
