import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { bundled } from './package-root.js';
import './telemetry.js'; // before any thread starts

/**
 * Starts `new URL('./name.js', import.meta.url)` in a worker thread. From the sources, where only `name.ts`
 * exists (tests, benchmarks), the worker loads it through tsx; the built package never does.
 *
 * Threads do not inherit the host's command-line flags: with `--input-type=module -e ...` none would start.
 */
export function startWorker(script: URL, options: WorkerOptions = {}): Worker {
  if (existsSync(fileURLToPath(script))) return new Worker(script, { ...options, execArgv: [] });
  const source = new URL(script.href.replace(/\.js$/, '.ts'));
  if (!existsSync(fileURLToPath(source))) throw bundled();
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source.href)}); })`;
  return new Worker(load, { ...options, execArgv: [], eval: true });
}
