/** The thread of search-threads.ts that may come to have OpenCV: one job at a time, results handed over without a copy. */
import { answerJobs } from '../../src/platform/node/answer-jobs.js';
import { loadOpenCv } from '../../src/platform/node/load-opencv.js';
import { openCvOperations } from './opencv-operations.js';
import { plainFirst } from './plain-first.js';
import { prepare } from './prepare.js';
import { buffersOf, type ImageAnswer, type ImageJob } from './search-jobs.js';

const images = plainFirst(() => openCvOperations(loadOpenCv()));

answerJobs<ImageJob, ImageAnswer>((job) => {
  if ('shrinkTo' in job) {
    const result = images.shrink(job.image, job.shrinkTo);
    return { result, transfer: [result.data.buffer as ArrayBuffer] };
  }
  const result = prepare(images, job.image, job.unit);
  return { result, transfer: buffersOf(result) };
});
