/** The thread of search-threads.ts: one unit a message, results handed over without a copy. */
import { parentPort } from 'node:worker_threads';
import { searchColorSpace } from './search-color-space.js';
import type { UnitDone, UnitJob } from './search-threads.js';
import { wasmKernels } from './wasm-kernels.js';

const kernels = wasmKernels();

parentPort?.on('message', ({ id, image, unit }: UnitJob) => {
  try {
    const hierarchies = searchColorSpace(kernels, image, unit);
    const buffers = new Set<ArrayBuffer>();
    for (const { box, size, labels, tree } of hierarchies) {
      for (const array of [box, size, labels, tree.left, tree.right, tree.similarity]) {
        if (array) buffers.add(array.buffer as ArrayBuffer);
      }
    }
    parentPort?.postMessage({ id, hierarchies } satisfies UnitDone, [...buffers]);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, failure } satisfies UnitDone);
  }
});
