import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/node/package-root.js';

/** Images after which a worker of {@link startStubWorker} stands still: more than a unit, so that some are stored. */
export const STUB_WORKER_STOPS = 25;

export interface StubWorkerOptions {
  readonly queue: string;
  readonly storage: string;
  /** Folder that gets `<process>.log`, a line for each image; exists. */
  readonly logs: string;
  /** A file: until it is there, the worker stands still in the middle of a unit. */
  readonly go: string;
  /** An image that ends its worker as a lack of memory does. */
  readonly killer?: string;
}

/** A worker in a process of its own, on the stub of the network. */
export function startStubWorker({ queue, storage, logs, go, killer = '' }: StubWorkerOptions): ChildProcess {
  const script = join(packageRoot, 'test', 'support', 'stub-worker.ts');
  const args = ['--import', 'tsx', script, queue, storage, logs, go, killer];
  return spawn(process.execPath, args, { cwd: packageRoot, stdio: 'ignore' });
}
