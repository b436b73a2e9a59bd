/** What the `export` commands write, from the sources, into folders that go when the process ends. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error: a script of the build
import { buildBrowser } from '../../src/browser/build.mjs';
import type { BuiltFolders } from '../../src/export/built-folders.js';
import { writeAssets } from '../../src/export/write-assets.js';
import { writePage } from '../../src/export/write-page.js';
// @ts-expect-error: a script of the build
import { buildLocalPage } from '../../src/page/build.mjs';

export async function exportedAssets(model: string): Promise<string> {
  const folder = await newFolder();
  await writeAssets(folder, { model, built: await built() });
  return folder;
}

export async function exportedPage(model: string): Promise<string> {
  const folder = await newFolder();
  await writePage(folder, { model, built: await built() });
  return folder;
}

async function built(): Promise<BuiltFolders> {
  const folder = await newFolder();
  const folders = { library: join(folder, 'library'), page: join(folder, 'page') };
  await Promise.all([buildBrowser(folders.library), buildLocalPage(folders.page)]);
  return folders;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exported-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
