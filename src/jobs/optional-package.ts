import { createRequire } from 'node:module';
import { RcnnError } from '../errors.js';

const require = createRequire(import.meta.url);

/**
 * Loads a package that this one does without until it is asked for. By `require`: BullMQ itself finds its drivers only
 * so.
 *
 * @param needed what else is used with it, for the command that installs all
 * @throws RcnnError `package-missing` with that command
 */
export function optionalPackage<T>(name: string, needed: readonly string[] = []): T {
  try {
    for (const other of needed) require.resolve(other);
    return require(name) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    const all = [name, ...needed].join(' ');
    throw new RcnnError(
      'package-missing',
      `Expected the packages ${all} to be installed, but one is not. Run: npm install ${all}`,
      { cause },
    );
  }
}
