import { randomBytes } from 'node:crypto';
import { copyFile, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RcnnError } from '../errors.js';
import { makeFolder } from '../platform/node/make-folder.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { type BindingPackage, bindingPath } from './binding-package.js';

/** What was placed in the npm package, so that the next run can check it. */
export interface Placed {
  /** Folder of the library in the cache. */
  readonly library: string;
  /** The addon in the cache. */
  readonly binding: string;
}

/**
 * Puts the addon into the npm package and links the library and its headers beside it. Each file is made beside
 * and renamed: another process that loads the package meanwhile sees the old or the new one, never half.
 *
 * @throws RcnnError `bad-file` when the package's folder may not be written to
 */
export async function placeBinding(
  bindingPackage: BindingPackage,
  { library, binding }: Placed,
): Promise<void> {
  const deps = join(bindingPackage.folder, 'deps');
  try {
    await linkInto(join(library, 'include'), join(deps, 'include'));
    for (const file of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
      await linkInto(join(library, 'lib', file), join(deps, 'lib', file));
    }
    const target = bindingPath(bindingPackage);
    await makeFolder(dirname(target));
    const beside = besideOf(target);
    await copyFile(binding, beside);
    await rename(beside, target);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RcnnError(
      'bad-file',
      `Expected to place the TensorFlow binding in ${bindingPackage.folder}, but the system refused: ${code}. Run this command as the owner of that folder.`,
      { cause },
    );
  }
  await writeBeside(recordPath(bindingPackage), [JSON.stringify({ library, binding })]);
}

/** What `placeBinding` has put there, if it was the last to do so. */
export async function placedBinding(bindingPackage: BindingPackage): Promise<Placed | undefined> {
  const text = await readFile(recordPath(bindingPackage), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Placed);
}

function recordPath({ folder }: BindingPackage): string {
  return join(folder, 'deps', 'googlenet-rcnn.json');
}

async function linkInto(target: string, path: string): Promise<void> {
  await makeFolder(dirname(path));
  const beside = besideOf(path);
  await symlink(target, beside);
  // A folder that the package's own installer left cannot be renamed over.
  await rm(path, { recursive: true, force: true });
  await rename(beside, path);
}

function besideOf(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}
