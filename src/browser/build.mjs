/**
 * Bundles the library for browsers into a folder: `node src/browser/build.mjs OUT`. The module that pages import, the
 * worker that it starts, and the licences of what they hold.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicences } from '../bundled-licences.mjs';

/** Messages of the schemas in forty languages would be a third of the worker. */
const oneLanguage = {
  name: 'one language',
  setup: ({ onLoad }) =>
    onLoad({ filter: /zod.v4.locales.index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

const here = fileURLToPath(new URL('.', import.meta.url));

export async function buildBrowser(out) {
  const { metafile } = await build({
    entryPoints: { 'googlenet-rcnn': join(here, 'index.ts'), worker: join(here, 'worker.ts') },
    outdir: resolve(out),
    absWorkingDir: here, // paths of the report are from there
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    plugins: [oneLanguage],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const modules = inside
    // What a package names as not for browsers is empty.
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith('(disabled)'))
    .map(([path]) => join(here, path));
  await writeLicences(modules, out);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser(process.argv[2]);
