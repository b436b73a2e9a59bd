/** The thread of threaded-core.ts: loads the classifier that its `workerData` describes and answers with it. */
import { workerData } from 'node:worker_threads';
import { answerJobs } from '../../platform/node/answer-jobs.js';
import { loadClassifierCore } from '../load-core.js';
import type { LoadedOptions } from '../load-options.js';
import type { ClassifierJob, Loaded } from './messages.js';

const loading = loadClassifierCore(workerData as LoadedOptions);
loading.catch(() => {}); // thrown again for the job that asks

answerJobs<ClassifierJob, unknown>(async (job, signal) => {
  const { core, card } = await loading;
  switch (job.kind) {
    case 'load':
      return { result: { card } satisfies Loaded };
    case 'close':
      core.close();
      return { result: undefined };
    case 'images':
      return { result: await core.images(job.images, job.request, signal) };
    case 'views':
      return { result: await core.views(job.image, job.request, signal) };
    case 'regions':
      return { result: await core.regions(job.seen, signal) };
    case 'features':
      return { result: await core.features(job.seen, job.request, signal) };
    case 'maps':
      return { result: await core.maps(job.image, job.request, signal) };
  }
});
