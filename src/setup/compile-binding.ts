import { createHash } from 'node:crypto';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import type { LongWork } from '../progress.js';
import type { BindingPackage } from './binding-package.js';
import { lastLines, runCommand } from './run-command.js';
import { withStaging } from './staging.js';

const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'];

const flags = [
  '-std=c++17',
  '-O2',
  '-fPIC',
  '-shared',
  // Node-API is stable: what is compiled for version 8 runs on every later Node.
  '-DNAPI_VERSION=8',
  '-DNODE_GYP_MODULE_NAME=tfjs_binding',
  '-DBUILDING_NODE_EXTENSION',
];
const libraries = [
  '-l:libtensorflow_cc.so.2',
  '-l:libtensorflow_framework.so.2',
  // Found from lib/napi-v8 inside the npm package, wherever that is installed.
  '-Wl,-rpath,$ORIGIN/../../deps/lib',
];

/** @throws RcnnError `engine-unavailable` when there is no C++ compiler; asked before anything is downloaded */
export async function requireCompiler(compiler = 'g++', signal?: AbortSignal): Promise<void> {
  const { code } = await runCommand(compiler, ['--version'], { ...(signal && { signal }) });
  if (code === 0) return;
  throw new RcnnError(
    'engine-unavailable',
    `Expected a C++ compiler to build the TensorFlow binding, but found no ${compiler}. Install it (Debian: apt-get install g++) and run this command again.`,
  );
}

/**
 * The package's native addon, compiled against the library in `library` and kept there, so that a fresh
 * node_modules takes seconds. The file's name holds the hash of all that goes into it.
 *
 * @throws RcnnError `engine-unavailable` with the compiler's first errors, `aborted`
 */
export async function compiledBinding(
  bindingPackage: BindingPackage,
  {
    library,
    force = false,
    compiler = 'g++',
    signal,
    onProgress,
  }: { library: string; force?: boolean; compiler?: string } & LongWork,
): Promise<string> {
  const folder = join(bindingPackage.folder, 'binding');
  const name = `tfjs_binding-${bindingPackage.version}-${await hashOf(folder)}.node`;
  const kept = join(library, name);
  if (!force && (await stat(kept).catch(() => undefined))) return kept;
  await requireCompiler(compiler, signal);
  onProgress?.({ stage: 'compile', done: 0, total: 1, item: name });
  await withStaging(library, async (staging) => {
    const out = join(staging, name);
    const includes = [join(library, 'include'), nodeHeaders()].map((path) => `-I${path}`);
    const { code, stderr } = await runCommand(
      compiler,
      [...flags, ...includes, ...sources, '-o', out, `-L${join(library, 'lib')}`, ...libraries],
      { cwd: folder, ...(signal && { signal }) },
    );
    if (code !== 0) {
      throw new RcnnError(
        'engine-unavailable',
        `Expected ${compiler} to build the TensorFlow binding, but it failed:\n${lastLines(stderr)}`,
      );
    }
    await rename(out, kept);
  });
  onProgress?.({ stage: 'compile', done: 1, total: 1, item: name });
  return kept;
}

function nodeHeaders(): string {
  const { include_dir } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string };
  return include_dir;
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update([...flags, ...libraries].join(' '));
  for (const name of (await readdir(folder)).sort()) {
    if (/\.(cc|h)$/.test(name)) hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
