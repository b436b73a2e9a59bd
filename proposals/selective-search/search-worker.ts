/** The thread of search-threads.ts: one job at a time, results handed over without a copy. */
import { answerJobs } from '../../src/platform/node/answer-jobs.js';
import { searchPrepared, type UnitFound } from './search-color-space.js';
import type { SearchJob } from './search-jobs.js';
import { wasmKernels } from './wasm-kernels.js';

const kernels = wasmKernels();

answerJobs<SearchJob, UnitFound>(({ prepared, unit }) => {
  const result = searchPrepared(kernels, prepared, unit);
  const buffers = new Set<ArrayBuffer>();
  for (const { box, size, variation } of result.stable) {
    for (const array of [box, size, variation]) buffers.add(array.buffer as ArrayBuffer);
  }
  for (const { box, size, labels, tree } of result.hierarchies) {
    for (const array of [box, size, labels, tree.left, tree.right, tree.similarity]) {
      if (array) buffers.add(array.buffer as ArrayBuffer);
    }
  }
  return { result, transfer: [...buffers] };
});
