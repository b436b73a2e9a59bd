import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RcnnError } from '../errors.js';

export const bindingPackageName = '@tensorflow/tfjs-node-gpu';
/** The version whose sources this package was tried with; others may compile as well. */
const triedVersion = '4.22.0';

/** The command that brings the package; npm drops an optional one whose install script fails, without a word. */
export const installsBindingPackage = `npm install ${bindingPackageName}@${triedVersion} --ignore-scripts`;

/** The npm package whose native half is staged: JavaScript and C++ sources as npm leaves them. */
export interface BindingPackage {
  readonly folder: string;
  readonly version: string;
}

/**
 * npm drops an optional package whose install script fails, so it may be absent.
 *
 * @throws RcnnError `engine-unavailable` with the command that brings it
 */
export function findBindingPackage(from: string = import.meta.url): BindingPackage {
  const require = createRequire(from);
  try {
    const manifest = require.resolve(`${bindingPackageName}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return { folder: dirname(manifest), version };
  } catch (cause) {
    throw new RcnnError(
      'engine-unavailable',
      `Expected the npm package ${bindingPackageName}, but it is not installed. Run "${installsBindingPackage}", then "googlenet-rcnn setup tensorflow".`,
      { cause },
    );
  }
}

/** Where the package looks for its native half, whatever newer Node-API version Node offers. */
export function bindingPath({ folder }: BindingPackage): string {
  return join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

export function hasBinding(bindingPackage: BindingPackage): boolean {
  return existsSync(bindingPath(bindingPackage));
}
