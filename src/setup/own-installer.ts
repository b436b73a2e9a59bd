import { RcnnError } from '../errors.js';
import type { LongWork } from '../progress.js';
import { type BindingPackage, bindingPackageName } from './binding-package.js';
import { errorLines, runCommand } from './run-command.js';
import type { Variant } from './tensorflow-release.js';

/**
 * The npm package's own install script. It downloads an older libtensorflow and a compiled addon from its
 * publisher's storage, which many networks do not reach: the second choice, for machines without Python, pip or
 * a compiler, and the only one outside Linux on x64.
 *
 * @throws RcnnError `download-failed`, `aborted`
 */
export async function runOwnInstaller(
  bindingPackage: BindingPackage,
  { variant, signal, onProgress }: { variant: Variant } & LongWork,
): Promise<void> {
  onProgress?.({ stage: 'npm installer', done: 0, total: 1, item: bindingPackageName });
  const { code, stdout, stderr } = await runCommand(
    process.execPath,
    ['scripts/install.js', variant, 'download'],
    { cwd: bindingPackage.folder, ...(signal && { signal }) },
  );
  onProgress?.({ stage: 'npm installer', done: 1, total: 1, item: bindingPackageName });
  if (code === 0) return;
  throw new RcnnError(
    'download-failed',
    `Expected the install script of ${bindingPackageName} to fetch its library, but it failed:\n${errorLines(stderr || stdout)}`,
  );
}
