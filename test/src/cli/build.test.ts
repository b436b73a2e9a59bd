import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const build = new URL('../../../src/cli/build.mjs', import.meta.url);

it('removes the chunks of earlier builds, and nothing else', async () => {
  const { removeStaleChunks } = await import(build.href);
  const out = await mkdtemp(join(tmpdir(), 'build-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const kept = [
    'main.js',
    'detect-main.js',
    'train-B9DzAjjc.js',
    'accuracy--qAewP0J.js',
    'LICENSES.txt',
    'notes-50WAkobQ.md',
  ];
  const stale = ['train-50WAkobQ.js', 'accuracy-C_Esw3pG.js'];
  for (const name of [...kept, ...stale]) await writeFile(join(out, name), '');
  await removeStaleChunks(
    out,
    new Set(['main.js', 'detect-main.js', 'train-B9DzAjjc.js', 'accuracy--qAewP0J.js']),
  );
  expect((await readdir(out)).sort()).toEqual([...kept].sort());
});
