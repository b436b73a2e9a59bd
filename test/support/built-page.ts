import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error: a script of the build
import { buildPage } from '../../src/page/build.mjs';

/** The page, bundled from its sources into a folder of its own, which goes when the process ends. */
export async function bundledPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildPage(folder);
  return folder;
}
