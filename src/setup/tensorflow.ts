/**
 * Makes the native library work under `@tensorflow/tfjs-node-gpu` with package registries alone. In order:
 *   1. what is in place and loads stays;
 *   2. on Linux x64, TensorFlow's Python wheel from pip's registry, and the npm package's C++ compiled against it;
 *   3. where that lacks Python, pip or a compiler, and on other systems: the npm package's own installer.
 */
import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import { cacheFolder } from '../platform/node/cache-folder.js';
import type { LongWork } from '../progress.js';
import { type BindingPackage, findBindingPackage, hasBinding } from './binding-package.js';
import { compiledBinding, requireCompiler } from './compile-binding.js';
import { runOwnInstaller } from './own-installer.js';
import { placeBinding, placedBinding } from './place-binding.js';
import { type LoadedTensorFlow, probeBinding } from './probe-binding.js';
import { libraryFolder, stageLibrary } from './stage-library.js';
import { type Release, releases, type Variant } from './tensorflow-release.js';

export interface SetupOptions extends LongWork {
  /** `gpu` stages the library built for CUDA 12.2 with cuDNN 8.9, which this package could not try on a GPU. */
  readonly variant?: Variant;
  /** Repeats every step, whatever is in place or in the cache. */
  readonly force?: boolean;
  /** A wheel downloaded elsewhere, for machines that reach no registry. */
  readonly wheel?: string;
  /** Default: `tensorflow` in the cache folder. */
  readonly cache?: string;
}

interface SetupResult {
  /** How it came to work. */
  readonly way: 'in place' | 'wheel' | 'npm installer';
  readonly library: LoadedTensorFlow['library'];
  readonly gpu: boolean;
  /** Folder of the npm package. */
  readonly folder: string;
}

/**
 * May be called again at any time; when all is in place nothing is done. Interrupted, it resumes where it was.
 *
 * @throws RcnnError `engine-unavailable` with what is missing and the command that brings it,
 *   `download-failed`, `bad-file`, `disk-full`, `aborted`
 */
export async function setupTensorflow(options: SetupOptions = {}): Promise<SetupResult> {
  const { variant = 'cpu', force = false, cache = join(cacheFolder(), 'tensorflow'), signal } = options;
  const bindingPackage = findBindingPackage();
  const release = releases[variant];
  if (!force) {
    const loaded = await inPlace(bindingPackage, { release, cache, ...(signal && { signal }) });
    if (loaded) return resultOf('in place', loaded, bindingPackage);
  }
  const way = await install(bindingPackage, { ...options, release, cache });
  const loaded = await probeBinding(bindingPackage, { ...(signal && { signal }) });
  if (!loaded.loads) {
    throw new RcnnError(
      'engine-unavailable',
      `The TensorFlow library was placed in ${bindingPackage.folder}, but does not load:\n  ${loaded.reason}`,
    );
  }
  return resultOf(way, loaded, bindingPackage);
}

function resultOf(
  way: SetupResult['way'],
  { library, gpu }: LoadedTensorFlow,
  { folder }: BindingPackage,
): SetupResult {
  return { way, library, gpu, folder };
}

/** What works is kept, if it is the release that was asked for or came from the package's own installer. */
async function inPlace(
  bindingPackage: BindingPackage,
  { release, cache, signal }: { release: Release; cache: string; signal?: AbortSignal },
): Promise<LoadedTensorFlow | undefined> {
  if (!hasBinding(bindingPackage)) return undefined;
  const placed = await placedBinding(bindingPackage);
  if (placed && placed.library !== libraryFolder(cache, release)) return undefined;
  const loaded = await probeBinding(bindingPackage, { ...(signal && { signal }) });
  return loaded.loads ? loaded : undefined;
}

async function install(
  bindingPackage: BindingPackage,
  { release, cache, ...options }: SetupOptions & { release: Release; cache: string },
): Promise<'wheel' | 'npm installer'> {
  const { variant } = release;
  const { signal, onProgress } = options;
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    if (options.wheel !== undefined) throw wrongPlatform();
    await runOwnInstaller(bindingPackage, { variant, ...work }).catch((cause) => {
      throw cause instanceof RcnnError && cause.code === 'download-failed' ? wrongPlatform(cause) : cause;
    });
    return 'npm installer';
  }
  try {
    await installFromWheel(bindingPackage, { ...options, release, cache });
    return 'wheel';
  } catch (error) {
    if (!(error instanceof RcnnError) || error.code !== 'engine-unavailable') throw error;
    // A tool is missing. Its absence is reported only when the other way fails too.
    await runOwnInstaller(bindingPackage, { variant, ...work }).catch((own: Error) => {
      if (own instanceof RcnnError && own.code === 'aborted') throw own;
      throw new RcnnError(error.code, `${error.message}\nThe other way, its own installer:\n${own.message}`, {
        cause: error,
      });
    });
    return 'npm installer';
  }
}

async function installFromWheel(
  bindingPackage: BindingPackage,
  { release, ...options }: SetupOptions & { release: Release; cache: string },
): Promise<void> {
  const { force = false, signal, onProgress } = options;
  const work = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  // With the library in the cache, a compiled addon may be there too, which needs no compiler.
  const library = await stageLibrary(release, {
    ...options,
    beforeDownload: () => requireCompiler(undefined, signal),
  });
  const binding = await compiledBinding(bindingPackage, { library, force, ...work });
  await placeBinding(bindingPackage, { library, binding });
}

function wrongPlatform(cause?: RcnnError): RcnnError {
  const here = `${process.platform} ${process.arch}`;
  const why = cause ? `\nIts own installer, the other way, failed:\n${cause.message}` : '';
  return new RcnnError(
    'engine-unavailable',
    `Expected Linux on x64 for the TensorFlow library from the Python registry, but this is ${here}. Use the default engine, ONNX Runtime.${why}`,
    { cause },
  );
}
