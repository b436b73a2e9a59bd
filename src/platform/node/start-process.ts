import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundled } from './package-root.js';
import './telemetry.js'; // the process inherits its switch

/**
 * Starts `new URL('./name.js', import.meta.url)` in a process of its own, with messages to and from it. What it prints
 * goes to standard error. From the sources it is loaded through tsx, as in `startWorker`.
 */
export function startProcess(script: URL): ChildProcess {
  const stdio: ('ignore' | 'inherit' | 'ipc' | number)[] = ['ignore', 2, 2, 'ipc'];
  const path = fileURLToPath(script);
  if (existsSync(path)) return fork(path, { execArgv: [], stdio });
  const source = path.replace(/\.js$/, '.ts');
  if (!existsSync(source)) throw bundled();
  return fork(source, { execArgv: ['--import', import.meta.resolve('tsx')], stdio });
}
