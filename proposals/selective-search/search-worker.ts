/** The thread of search-threads.ts: one unit per job, results handed over without a copy. */
import { answerJobs } from '../../src/platform/node/answer-jobs.js';
import { type Hierarchy, searchColorSpace } from './search-color-space.js';
import type { UnitJob } from './search-threads.js';
import { wasmKernels } from './wasm-kernels.js';

const kernels = wasmKernels();

answerJobs<UnitJob, Hierarchy[]>(({ image, unit }) => {
  const result = searchColorSpace(kernels, image, unit);
  const buffers = new Set<ArrayBuffer>();
  for (const { box, size, labels, tree } of result) {
    for (const array of [box, size, labels, tree.left, tree.right, tree.similarity]) {
      if (array) buffers.add(array.buffer as ArrayBuffer);
    }
  }
  return { result, transfer: [...buffers] };
});
