/** Bundles the page into a folder: `node src/page/build.mjs OUT`. What it loads is beside it; nothing is fetched. */
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

export async function buildPage(out) {
  await mkdir(out, { recursive: true });
  await build({
    entryPoints: [join(here, 'main.ts'), join(here, 'page.css')],
    entryNames: 'page',
    outdir: out,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    external: ['*.svg'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) await cp(join(here, file), join(out, file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage(process.argv[2]);
