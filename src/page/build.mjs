/**
 * Bundles the page and the one that needs no server, into a folder each: `node src/page/build.mjs OUT LOCAL`. What they
 * load is beside them; nothing is fetched from elsewhere.
 */
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** Under these names the files of both pages lie in their folders. */
const pages = {
  server: { script: 'main.ts', style: 'page.css', html: 'index.html' },
  local: { script: 'local/main.ts', style: 'local/local.css', html: 'local/index.html' },
};

export async function buildPage(out) {
  await bundle(out, pages.server);
}

export async function buildLocalPage(out) {
  await bundle(out, pages.local);
  await build({
    entryPoints: { 'service-worker': join(here, 'local/service-worker.ts') },
    outdir: out,
    ...{ format: 'iife', target: 'es2022', minify: true, legalComments: 'none', logLevel: 'warning' },
  });
}

async function bundle(out, { script, style, html }) {
  await mkdir(out, { recursive: true });
  await build({
    entryPoints: [
      { in: join(here, script), out: 'page' },
      { in: join(here, style), out: 'page' },
    ],
    outdir: out,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    external: ['*.svg'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  await cp(join(here, html), join(out, 'index.html'));
  await cp(join(here, 'icon.svg'), join(out, 'icon.svg'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, local] = process.argv.slice(2);
  await buildPage(out);
  await buildLocalPage(local);
}
