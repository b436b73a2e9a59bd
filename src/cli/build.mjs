/**
 * Bundles the command line into a folder: `node src/cli/build.mjs OUT`. What `detect` runs on is two files instead of
 * some four hundred, our own and packages', each of which Node.js would look for, read and compile: most of a start.
 * The library stays as the compiler writes it. By Rolldown, since esbuild has no say over chunks: it splits the same code
 * into a hundred.
 *
 * Threads and processes start from files of their own (`new URL('./name.js', import.meta.url)`). All output lies in one
 * folder, so that they are found beside whichever file starts them.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { writeLicences } from '../bundled-licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PROGRAMS = ['src/cli/main.ts', 'src/cli/detect-main.ts'];
const ROOMS = ['src', 'detection', 'proposals', 'eval'];
const STARTED = /^(?! *\*).*new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/gm;

/** Packages of plain code that every command loads; others stay packages, loaded by those commands that need them. */
const BUNDLED = ['zod', 'yargs', 'picocolors', 'tinyglobby'];

/** What every command begins with, and what `detect` needs, of which others share most: a file each. */
const GROUPS = [
  { name: 'start', test: /src\/cli\/run-command-line\.ts$/, priority: 2 },
  { name: 'detect', test: /src\/cli\/commands\/detect\.ts$/, priority: 1 },
];

/** The files that threads and processes start from, as the sources name them. */
async function startedFiles() {
  const found = [];
  for (const room of ROOMS) {
    for (const file of await readdir(join(root, room), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const source = await readFile(join(root, room, file), 'utf8');
      for (const [, name] of source.matchAll(STARTED)) found.push(join(room, dirname(file), `${name}.ts`));
    }
  }
  return found;
}

/** A package is bundled if it is in the list, or if a bundled package imports it. */
function isExternal(id, importer) {
  if (/^[./\0]/.test(id) || id.startsWith('@oxc-project/')) return false;
  const inside = importer?.includes('/node_modules/') ?? false;
  return !inside && !BUNDLED.some((name) => id === name || id.startsWith(`${name}/`));
}

async function bundle(input, out, groups) {
  const { output } = await build({
    cwd: root,
    input,
    external: isExternal,
    platform: 'node',
    transform: { target: 'node20' },
    checks: { ineffectiveDynamicImport: false },
    logLevel: 'warn',
    output: {
      dir: out,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      comments: { jsdoc: false, legal: true },
      codeSplitting: { groups },
    },
  });
  return output;
}

/** What `chunkFileNames` gives: a name that changes with the content, so that no later build writes over it. */
const CHUNK = /-[\w-]{8}\.js$/;

/** Removes the chunks of earlier builds: packages would carry them. @param made names of the files of this build */
export async function removeStaleChunks(out, made) {
  for (const name of await readdir(out)) {
    if (CHUNK.test(name) && !made.has(name)) await rm(join(out, name));
  }
}

export async function buildCommandLine(out) {
  const files = await bundle(PROGRAMS, out, GROUPS);
  for (const file of await startedFiles()) files.push(...(await bundle([file], out, [])));
  await removeStaleChunks(out, new Set(files.map(({ fileName }) => fileName)));
  const modules = files.flatMap(({ moduleIds }) => moduleIds ?? []);
  await writeLicences(modules, out);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCommandLine(process.argv[2]);
