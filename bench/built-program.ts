import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError } from '../src/errors.js';
import { packageRoot } from '../src/platform/node/package-root.js';

/**
 * The command line as its users run it. From its sources it starts more slowly, and what translates them while it runs holds up
 * its event loop.
 *
 * @throws RcnnError `file-not-found` where the package has not been built
 */
export function builtProgram(): string {
  const program = join(packageRoot, 'dist', 'src', 'cli', 'main.js');
  if (existsSync(program)) return program;
  throw new RcnnError('file-not-found', `Expected ${program}; npm run build makes it.`);
}
