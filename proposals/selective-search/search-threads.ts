/** Runs the units of a search in worker threads that stay for the next search, and hold no process open. */
import { availableParallelism } from 'node:os';
import type { Raster } from '../../src/imaging/raster.js';
import { WorkerPool } from '../../src/platform/node/worker-pool.js';
import type { Kernels } from './kernels.js';
import { type Hierarchy, searchColorSpace, type Unit } from './search-color-space.js';
import { wasmKernels } from './wasm-kernels.js';

/** What a thread is sent; it answers with the unit's hierarchies. */
export interface UnitJob {
  readonly image: Raster;
  readonly unit: Unit;
}

/** This thread's own kernels: they keep their memory between searches. */
let kernels: Kernels | undefined;

let pool: WorkerPool<UnitJob, Hierarchy[]> | undefined;

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
  const sent = shared(image);
  const workers = poolOf(threads);
  const results: Hierarchy[][] = [];
  let next = 0;
  const drain = async () => {
    for (let at = next++; at < units.length; at = next++) {
      results[at] = await workers.run({ image: sent, unit: units[at]! });
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, units.length) }, drain));
  return results;
}

/** The pixels where all threads see them; those that are there already are not copied. */
function shared(image: Raster): Raster {
  if (image.data.buffer instanceof SharedArrayBuffer) return image;
  const data = new Uint8Array(new SharedArrayBuffer(image.data.length));
  data.set(image.data);
  return { ...image, data };
}

/** One pool serves all searches of the process, with as many threads as the largest of them asked for. */
function poolOf(threads: number): WorkerPool<UnitJob, Hierarchy[]> {
  pool ??= new WorkerPool(new URL('./search-worker.js', import.meta.url), { threads });
  pool.threads = Math.max(pool.threads, threads);
  return pool;
}
