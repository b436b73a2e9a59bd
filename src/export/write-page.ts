/** A folder that any host of files serves: the page that detects in the browser, with everything it needs. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ASSET_LIST } from '../browser/assets.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { writeHashed } from './hashed-file.js';
import { type AssetOptions, writeAssets } from './write-assets.js';

const ASSETS = 'assets';
const SERVICE_WORKER = 'service-worker.js';

/**
 * Writes `index.html`, `service-worker.js` and `assets/`. All addresses are relative, so that the folder can lie under
 * any path of a host.
 *
 * @returns names of the files, from the folder
 * @throws RcnnError as {@link writeAssets}
 */
export async function writePage(folder: string, options: AssetOptions): Promise<string[]> {
  const built = (name: string) => readFile(join(options.built.page, name), 'utf8');
  const into = join(folder, ASSETS);
  const text = async (name: string, contents: string) =>
    `${ASSETS}/${await writeHashed(into, name, new TextEncoder().encode(contents))}`;
  const { worker, simd, threadedSimd, model, multibox } = await writeAssets(into, options);
  const icon = await text('icon.*.svg', await built('icon.svg'));
  const style = await text(
    'page.*.css',
    (await built('page.css')).replaceAll('icon.svg', icon.split('/')[1]!),
  );
  const script = await text('page.*.js', await built('page.js'));
  const html = filled(await built('index.html'), { icon, style, script });
  const fetched = [ASSET_LIST, worker, simd, threadedSimd, model, multibox]
    .filter((name) => name !== undefined)
    .map((name) => `${ASSETS}/${name}`);
  const files = [icon, style, script, ...fetched];
  const version = createHash('sha256').update(html).update(files.join('\n')).digest('hex').slice(0, 16);
  const constants = `const FILES=${JSON.stringify(['./', 'index.html', ...files])},VERSION=${JSON.stringify(version)};\n`;
  await writeBeside(join(folder, SERVICE_WORKER), [constants, await built(SERVICE_WORKER)]);
  await writeBeside(join(folder, 'index.html'), [html]);
  return ['index.html', SERVICE_WORKER, ...files];
}

function filled(html: string, values: Readonly<Record<string, string>>): string {
  return html.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!);
}
