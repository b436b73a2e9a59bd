/** The thread of search-threads.ts: one job at a time, results handed over without a copy. */
import { answerJobs } from '../../src/platform/node/answer-jobs.js';
import { searchColorSpace } from './search-color-space.js';
import type { SearchAnswer, SearchJob } from './search-threads.js';
import { searchTools } from './search-tools.js';

const tools = searchTools();

answerJobs<SearchJob, SearchAnswer>((job) => {
  if (job === 'load') return { result: undefined };
  if ('shrinkTo' in job) {
    const result = tools.images.shrink(job.image, job.shrinkTo);
    return { result, transfer: [result.data.buffer as ArrayBuffer] };
  }
  const result = searchColorSpace(tools, job.image, job.unit);
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
