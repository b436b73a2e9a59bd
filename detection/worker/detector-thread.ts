/** The thread of threaded-core.ts: loads the detector that its `workerData` describes and answers with it. */
import { workerData } from 'node:worker_threads';
import { Boxes } from '../../src/geometry/boxes.js';
import { answerJobs } from '../../src/platform/node/answer-jobs.js';
import { type LoadCoreOptions, loadCore } from '../load-core.js';
import type { DetectorAnswer, DetectorJob } from './messages.js';

const loading = loadCore(workerData as LoadCoreOptions);
loading.catch(() => {}); // thrown again for the job that asks

answerJobs<DetectorJob, DetectorAnswer>(async (job, signal) => {
  const { core, ...known } = await loading;
  switch (job.kind) {
    case 'load':
      return { result: known };
    case 'close':
      core.close();
      return { result: undefined };
    case 'evidence':
      return { result: await core.evidence(job.image, job.request, signal) };
    case 'detect': {
      const boxes = job.boxes && new Boxes(job.boxes);
      const result = await core.detect(job.image, { ...job.request, boxes }, signal);
      return { result: { result } };
    }
  }
});
