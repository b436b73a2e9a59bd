import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { packageRoot } from '../../src/platform/node/package-root.js';
import { startWorker as start } from '../../src/platform/node/start-worker.js';
import { bundledCommandLine } from './bundled-command-line.js';

const tests = pathToFileURL(`${packageRoot}/test/`).href;

/**
 * In place of `startWorker` of src/platform/node wherever tests run it (vitest.config.ts): the package's threads start from
 * their bundles, in a tenth of the time. Threads that are the tests' own start from their sources.
 */
export function startWorker(script: URL, options: WorkerOptions = {}): Worker {
  if (script.href.startsWith(tests)) return start(script, options);
  const bundle = `${bundledCommandLine()}/${posix.basename(script.pathname)}`;
  if (!existsSync(bundle))
    throw new Error(`Expected ${bundle}: src/cli/build.mjs did not bundle ${script.href}.`);
  return start(pathToFileURL(bundle), options);
}
