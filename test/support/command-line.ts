import { spawnSync } from 'node:child_process';
import { packageRoot } from '../../src/platform/node/package-root.js';
import { program } from './program.js';

/** Runs the command line in a process of its own, as a user does. */
export function commandLine(...args: string[]) {
  return commandLineOn(undefined, ...args);
}

/** {@link commandLine} with something on standard input. */
export function commandLineOn(input: Uint8Array | undefined, ...args: string[]) {
  const run = spawnSync(process.execPath, [program, ...args], {
    cwd: packageRoot,
    encoding: 'utf8',
    ...(input && { input }),
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
