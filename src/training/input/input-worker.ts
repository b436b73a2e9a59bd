/** The thread of input-threads.ts: one batch per job, handed over without a copy. */
import { workerData } from 'node:worker_threads';
import { answerJobs } from '../../platform/node/answer-jobs.js';
import { DecodedCache, type SharedPixels } from './decoded-cache.js';
import { type BatchOrder, type PhotographList, patchesOf } from './patches-of.js';

const { list, shared } = workerData as { list: PhotographList; shared: SharedPixels };
const cache = new DecodedCache(shared);

answerJobs<BatchOrder, Float32Array>(async (order) => {
  const result = await patchesOf(order, list, cache);
  return { result, transfer: [result.buffer as ArrayBuffer] };
});
