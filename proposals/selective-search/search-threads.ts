/** Runs the units of a search in worker threads that stay for the next search, and hold no process open. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { RcnnError } from '../../src/errors.js';
import type { Raster } from '../../src/imaging/raster.js';
import { startWorker } from '../../src/platform/node/start-worker.js';
import type { Kernels } from './kernels.js';
import { type Hierarchy, searchColorSpace, type Unit } from './search-color-space.js';
import { wasmKernels } from './wasm-kernels.js';

/** What a worker is sent; it answers with a {@link UnitDone}. */
export interface UnitJob {
  readonly id: number;
  readonly image: Raster;
  readonly unit: Unit;
}

export type UnitDone =
  | { readonly id: number; readonly hierarchies: Hierarchy[] }
  | { readonly id: number; readonly failure: string };

/** This thread's own kernels: they keep their memory between searches. */
let kernels: Kernels | undefined;

/** @returns each unit's hierarchies, in the order of `units` whatever the threads' order was */
export async function runUnits(
  image: Raster,
  units: readonly Unit[],
  threads = availableParallelism(),
): Promise<Hierarchy[][]> {
  if (threads === 0) {
    const own = (kernels ??= wasmKernels());
    return units.map((unit) => searchColorSpace(own, image, unit));
  }
  const shared = new Uint8Array(new SharedArrayBuffer(image.data.length));
  shared.set(image.data);
  const sent = { ...image, data: shared };
  const results: Hierarchy[][] = [];
  let next = 0;
  const drain = async (worker: SearchWorker) => {
    for (let at = next++; at < units.length; at = next++) results[at] = await worker.run(sent, units[at]);
  };
  await Promise.all(workers(Math.min(threads, units.length)).map(drain));
  return results;
}

const pool: SearchWorker[] = [];

/** The least busy first, so that two searches at a time spread over the pool. */
function workers(count: number): SearchWorker[] {
  while (pool.length < count) pool.push(new SearchWorker());
  return [...pool].sort((a, b) => a.pending - b.pending).slice(0, count);
}

class SearchWorker {
  private readonly worker: Worker = startWorker(new URL('./search-worker.js', import.meta.url));
  private readonly waiting = new Map<
    number,
    { resolve(done: Hierarchy[]): void; reject(error: Error): void }
  >();
  private latest = 0;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (done: UnitDone) => this.settle(done));
    this.worker.on('error', (cause) => this.stop(cause));
    this.worker.on('exit', () => this.stop(new Error('A thread of selective search ended early.')));
  }

  get pending(): number {
    return this.waiting.size;
  }

  run(image: Raster, unit: Unit): Promise<Hierarchy[]> {
    const id = ++this.latest;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage({ id, image, unit } satisfies UnitJob);
    });
  }

  private settle(done: UnitDone): void {
    const waiter = this.waiting.get(done.id);
    this.waiting.delete(done.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('failure' in done) waiter?.reject(new RcnnError('bad-option', done.failure));
    else waiter?.resolve(done.hierarchies);
  }

  private stop(cause: Error): void {
    if (pool.includes(this)) pool.splice(pool.indexOf(this), 1);
    for (const { reject } of this.waiting.values()) reject(cause);
    this.waiting.clear();
  }
}
