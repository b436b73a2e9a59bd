/** The thread of input-threads.ts: one batch a message, handed over without a copy. */
import { parentPort, workerData } from 'node:worker_threads';
import { RcnnError } from '../../errors.js';
import { DecodedCache, type SharedPixels } from './decoded-cache.js';
import type { BatchDone, BatchJob } from './input-threads.js';
import { type PhotographList, patchesOf } from './patches-of.js';

const { list, shared } = workerData as { list: PhotographList; shared: SharedPixels };
const cache = new DecodedCache(shared);

parentPort?.on('message', async ({ id, order }: BatchJob) => {
  try {
    const data = await patchesOf(order, list, cache);
    parentPort?.postMessage({ id, data } satisfies BatchDone, [data.buffer as ArrayBuffer]);
  } catch (error) {
    const known = error instanceof RcnnError;
    const message = error instanceof Error ? error.message : String(error);
    const failure = { message, code: known ? error.code : undefined };
    parentPort?.postMessage({ id, failure } satisfies BatchDone);
  }
});
