/** Runs the parts of a search in worker threads that stay for the next search, and hold no process open. */
import { availableParallelism } from 'node:os';
import type { Size } from '../../src/geometry/box.js';
import type { Raster } from '../../src/imaging/raster.js';
import { WorkerPool } from '../../src/platform/node/worker-pool.js';
import { type SearchTools, searchColorSpace, type Unit, type UnitFound } from './search-color-space.js';
import { searchTools } from './search-tools.js';

/** What a thread is sent. It answers with a smaller raster, what the unit found, or nothing but that it is there. */
export type SearchJob =
  | { readonly image: Raster; readonly shrinkTo: Size }
  | { readonly image: Raster; readonly unit: Unit }
  | 'load';
export type SearchAnswer = Raster | UnitFound | undefined;

/** This thread's own tools: they keep their memory between searches. */
let own: SearchTools | undefined;

let pool: WorkerPool<SearchJob, SearchAnswer> | undefined;

/**
 * Starts the threads that a first search would wait for: each loads OpenCV, which takes longer than a search.
 * Nobody waits for them here, and what they fail of, the search fails of as well.
 */
export function startSearchThreads(threads = availableParallelism()): void {
  if (pool) return;
  const started = Math.min(threads, availableParallelism());
  for (let thread = 0; thread < started; thread++)
    void poolOf(started)
      .run('load')
      .catch(() => undefined);
}

/** @returns what each unit found, in the order of `units` whatever the threads' order was */
export async function runUnits(
  image: Raster,
  units: readonly Unit[],
  threads = availableParallelism(),
): Promise<UnitFound[]> {
  if (threads === 0) {
    const tools = (own ??= searchTools());
    return units.map((unit) => searchColorSpace(tools, image, unit));
  }
  const sent = shared(image);
  const workers = poolOf(threads);
  const results: UnitFound[] = [];
  let next = 0;
  const drain = async () => {
    for (let at = next++; at < units.length; at = next++) {
      results[at] = (await workers.run({ image: sent, unit: units[at] })) as UnitFound;
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, units.length) }, drain));
  return results;
}

/** A smaller copy of the image. */
export async function shrink(image: Raster, size: Size, threads = availableParallelism()): Promise<Raster> {
  if (threads === 0) return (own ??= searchTools()).images.shrink(image, size);
  return (await poolOf(threads).run({ image: shared(image), shrinkTo: size })) as Raster;
}

/** The pixels where all threads see them; those that are there already are not copied. */
function shared(image: Raster): Raster {
  if (image.data.buffer instanceof SharedArrayBuffer) return image;
  const data = new Uint8Array(new SharedArrayBuffer(image.data.length));
  data.set(image.data);
  return { ...image, data };
}

/** One pool serves all searches of the process, with as many threads as the largest of them asked for. */
function poolOf(threads: number): WorkerPool<SearchJob, SearchAnswer> {
  pool ??= new WorkerPool(new URL('./search-worker.js', import.meta.url), { threads });
  pool.threads = Math.max(pool.threads, threads);
  return pool;
}
