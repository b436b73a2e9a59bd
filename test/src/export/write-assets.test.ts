import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeAssets } from '../../../src/export/write-assets.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

it('refuses a detector whose card wants boxes of MultiBox that no head can make for it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const model = await writeTinyDetector(folder, 1, { name: 'joint', proposals: 'both' });
  const before = await readdir(folder);
  const written = writeAssets(folder, { model, built: { library: 'none', page: 'none' } });
  await expect(written).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(/joint.*proposals "both"/),
  });
  expect(await readdir(folder)).toEqual(before);
});
