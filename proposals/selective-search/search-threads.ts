/** Runs the parts of a search in worker threads that stay for the next search, and hold no process open. */
import { availableParallelism } from 'node:os';
import type { Raster } from '../../src/imaging/raster.js';
import { sharedPixels } from '../../src/platform/node/shared-pixels.js';
import { WorkerPool } from '../../src/platform/node/worker-pool.js';
import type { Prepared } from './prepare.js';
import type { SearchRunner } from './search.js';
import type { SearchTools, Unit, UnitFound } from './search-color-space.js';
import { searchHere } from './search-here.js';
import { buffersOf, type ImageAnswer, type ImageJob, type SearchJob } from './search-jobs.js';
import { searchTools } from './search-tools.js';

/** This thread's own tools: they keep their memory between searches. */
let own: SearchTools | undefined;

/**
 * OpenCV takes ten times as long to load as a photograph's image work takes, so one thread loads it for all that
 * search.
 */
let images: WorkerPool<ImageJob, ImageAnswer> | undefined;

/** These serve all searches of the process, with as many threads as the largest of them asked for. */
let searches: WorkerPool<SearchJob, UnitFound> | undefined;

/** Starts the threads that a first search would wait for; nobody waits for them here. */
export function startSearchThreads(threads = availableParallelism()): void {
  if (threads === 0) return;
  imagePool().start();
  searchPool(Math.min(threads, availableParallelism())).start();
}

/** @param threads 0: the calling thread */
export function threadedSearch(threads = availableParallelism()): SearchRunner {
  if (threads === 0) return searchHere((own ??= searchTools()));
  return {
    shrink: async (image, size) =>
      (await imagePool().run({ image: await sharedPixels(image), shrinkTo: size })) as Raster,
    run: (image, units) => runUnits(image, units, threads),
  };
}

/** Whatever the threads' order was, results are in that of the units. */
async function runUnits(image: Raster, units: readonly Unit[], threads: number): Promise<UnitFound[]> {
  const sent = await sharedPixels(image);
  const workers = searchPool(threads);
  const results: UnitFound[] = [];
  let next = 0;
  const drain = async () => {
    for (let at = next++; at < units.length; at = next++) {
      const unit = units[at];
      const prepared = (await imagePool().run({ image: sent, unit })) as Prepared;
      const transfer = buffersOf(prepared);
      results[at] = await workers.run({ prepared, unit }, { transfer });
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, units.length) }, drain));
  return results;
}

function imagePool(): WorkerPool<ImageJob, ImageAnswer> {
  return (images ??= new WorkerPool(new URL('./image-worker.js', import.meta.url), { threads: 1 }));
}

function searchPool(threads: number): WorkerPool<SearchJob, UnitFound> {
  searches ??= new WorkerPool(new URL('./search-worker.js', import.meta.url), { threads });
  searches.threads = Math.max(searches.threads, threads);
  return searches;
}
