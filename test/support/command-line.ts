import { spawnSync } from 'node:child_process';
import { packageRoot } from '../../src/platform/node/package-root.js';

/** Runs the command line in a process of its own, as a user does. */
export function commandLine(...args: string[]) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}
