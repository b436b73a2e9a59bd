/**
 * Bundles the library for browsers into a folder: `node src/browser/build.mjs OUT`. Two files: the module that pages
 * import, and the worker that it starts.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
  await build({
    entryPoints: { 'googlenet-rcnn': join(here, 'index.ts'), worker: join(here, 'worker.ts') },
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    plugins: [oneLanguage],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser(process.argv[2]);
