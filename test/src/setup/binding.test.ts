import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BindingPackage, bindingPath, hasBinding } from '../../../src/setup/binding-package.js';
import { compiledBinding, requireCompiler } from '../../../src/setup/compile-binding.js';
import { placeBinding, placedBinding } from '../../../src/setup/place-binding.js';
import { probeBinding } from '../../../src/setup/probe-binding.js';

let folder: string;
let library: string;
let bindingPackage: BindingPackage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binding-'));
  library = join(folder, 'library');
  bindingPackage = { folder: join(folder, 'package'), version: '4.22.0' };
  for (const path of [
    join(library, 'include'),
    join(library, 'lib'),
    join(bindingPackage.folder, 'binding'),
  ]) {
    await mkdir(path, { recursive: true });
  }
  await writeFile(join(library, 'lib', 'libtensorflow_cc.so.2'), 'the library');
  await writeFile(join(library, 'lib', 'libtensorflow_framework.so.2'), 'the framework');
  await writeFile(join(bindingPackage.folder, 'binding', 'tfjs_binding.cc'), 'int one;');
});
afterEach(() => rm(folder, { recursive: true }));

/** A program that writes its arguments where a compiler would write its output, and counts its calls. */
async function fakeCompiler(body = ''): Promise<string> {
  const path = join(folder, 'compiler');
  const script = `#!${process.execPath}
const { appendFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') process.exit(0);
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, '.');
${body}
writeFileSync(args[args.indexOf('-o') + 1], args.join(' '));
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return path;
}

describe('compiledBinding', () => {
  const compiles = async () => (await readFile(join(folder, 'calls'), 'utf8')).length;

  it('compiles once for a library and the same sources', async () => {
    const compiler = await fakeCompiler();
    const first = await compiledBinding(bindingPackage, { library, compiler });
    expect(await compiledBinding(bindingPackage, { library, compiler })).toBe(first);
    expect(await compiles()).toBe(1);
    expect(first).toMatch(/tfjs_binding-4\.22\.0-[0-9a-f]{12}\.node$/);
    expect((await readdir(library)).sort()).toEqual(['include', 'lib', first.slice(library.length + 1)]);
  });

  it('needs no compiler when the addon is in the cache', async () => {
    const first = await compiledBinding(bindingPackage, { library, compiler: await fakeCompiler() });
    expect(await compiledBinding(bindingPackage, { library, compiler: 'no-such-compiler' })).toBe(first);
  });

  it('compiles again for other sources, and when forced', async () => {
    const compiler = await fakeCompiler();
    const first = await compiledBinding(bindingPackage, { library, compiler });
    await compiledBinding(bindingPackage, { library, compiler, force: true });
    expect(await compiles()).toBe(2);
    await writeFile(join(bindingPackage.folder, 'binding', 'tfjs_binding.cc'), 'int two;');
    expect(await compiledBinding(bindingPackage, { library, compiler })).not.toBe(first);
  });

  it('finds the library from inside the npm package, and Node-API version 8', async () => {
    const path = await compiledBinding(bindingPackage, { library, compiler: await fakeCompiler() });
    const call = await readFile(path, 'utf8');
    expect(call).toContain('-Wl,-rpath,$ORIGIN/../../deps/lib');
    expect(call).toContain('-DNAPI_VERSION=8');
    const headers = /-I(\S*node-api-headers\S*)/.exec(call)![1]!;
    expect(await stat(join(headers, 'node_api.h'))).toBeDefined();
  });

  it('shows the compiler’s first errors and keeps nothing of a failed build', async () => {
    const compiler = await fakeCompiler('console.error("tfjs_binding.cc:1: error: no"); process.exit(1);');
    await expect(compiledBinding(bindingPackage, { library, compiler })).rejects.toThrow(
      /failed:\n {2}tfjs_binding\.cc:1: error: no/,
    );
    expect((await readdir(library)).sort()).toEqual(['include', 'lib']);
  });

  it('says how to get a compiler', async () => {
    await expect(requireCompiler('no-such-compiler')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('apt-get install g++'),
    });
  });
});

describe('placeBinding', () => {
  it('puts the addon and links to the library into the package, again and again', async () => {
    const binding = join(library, 'one.node');
    await writeFile(binding, 'one');
    expect(hasBinding(bindingPackage)).toBe(false);
    await placeBinding(bindingPackage, { library, binding });
    await writeFile(binding, 'two');
    await placeBinding(bindingPackage, { library, binding });
    expect(await readFile(bindingPath(bindingPackage), 'utf8')).toBe('two');
    const linked = join(bindingPackage.folder, 'deps', 'lib', 'libtensorflow_cc.so.2');
    expect(await realpath(linked)).toBe(await realpath(join(library, 'lib', 'libtensorflow_cc.so.2')));
    expect(await placedBinding(bindingPackage)).toEqual({ library, binding });
    expect(await readdir(join(bindingPackage.folder, 'deps', 'lib'))).toHaveLength(2);
    expect(await readdir(join(bindingPackage.folder, 'lib', 'napi-v8'))).toEqual(['tfjs_binding.node']);
  });

  it('takes the place of what the package’s own installer has left', async () => {
    const include = join(bindingPackage.folder, 'deps', 'include');
    await mkdir(join(include, 'tensorflow'), { recursive: true });
    await writeFile(join(include, 'tensorflow', 'old.h'), '');
    const binding = join(library, 'one.node');
    await writeFile(binding, 'one');
    await placeBinding(bindingPackage, { library, binding });
    expect(await realpath(include)).toBe(await realpath(join(library, 'include')));
  });

  it('names the folder that it may not write to', async () => {
    const binding = join(library, 'one.node');
    await writeFile(binding, 'one');
    await writeFile(join(bindingPackage.folder, 'deps'), 'a file in the way');
    await expect(placeBinding(bindingPackage, { library, binding })).rejects.toThrow(
      `Expected to place the TensorFlow binding in ${bindingPackage.folder}, but the system refused: `,
    );
  });
});

describe('probeBinding', () => {
  it('gives the reason when the package does not load', async () => {
    await writeFile(
      join(bindingPackage.folder, 'index.js'),
      'throw new Error("cannot open shared object file")',
    );
    expect(await probeBinding(bindingPackage)).toEqual({
      loads: false,
      reason: expect.stringContaining('cannot open shared object file'),
    });
  });

  it('survives a library that crashes', async () => {
    await writeFile(
      join(bindingPackage.folder, 'index.js'),
      'process.kill(process.pid, "SIGSEGV"); for (;;);',
    );
    expect(await probeBinding(bindingPackage)).toMatchObject({ loads: false });
  });

  it('gives the library what newer Node.js has no more, as the engine does', async () => {
    const newer = join(folder, 'newer-node.cjs');
    await writeFile(
      newer,
      "const util = require('util'); delete util.isNullOrUndefined; delete util.isArray;",
    );
    const library = `
      const util = require('node:util');
      if (util.isNullOrUndefined(0) || !util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('no');
      exports.backend = () => ({ binding: { TF_Version: '2.15.1' }, isUsingGpuDevice: false });
      exports.matMul = ([[a, b]], [[c], [d]]) => ({ dataSync: () => [a * c + b * d] });
      exports.getBackend = () => 'tensorflow';`;
    await writeFile(join(bindingPackage.folder, 'index.js'), library);
    vi.stubEnv('NODE_OPTIONS', `--require ${newer}`);
    expect(await probeBinding(bindingPackage)).toEqual({ loads: true, library: '2.15.1', gpu: false });
    vi.unstubAllEnvs();
  });
});
