/** The thread of proposals.ts. */
import { selectiveSearch } from '../../proposals/selective-search/selective-search.js';
import { answerJobs } from '../platform/node/answer-jobs.js';
import { decodeImage } from '../platform/node/decode.js';
import type { Proposed, ProposeJob } from './proposals.js';

answerJobs<ProposeJob, Proposed>(async ({ image, options }) => {
  const began = performance.now();
  const raster = await decodeImage(image, { onWarning: () => undefined });
  const decoded = performance.now();
  // Here, in one thread: the other processors have other requests to answer.
  const { coordinates } = await selectiveSearch(raster, { ...options, threads: 0 });
  const done = performance.now();
  const { width, height } = raster;
  const timings = { decode: decoded - began, propose: done - decoded, total: done - began };
  return { result: { width, height, coordinates, timings } };
});
