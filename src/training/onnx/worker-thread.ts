/** Runs a `RegionWorker` in a thread of a pool. */
import { workerData } from 'node:worker_threads';
import { loadRuntime } from '../../engines/onnx/runtime.js';
import { answerJobs } from '../../platform/node/answer-jobs.js';
import { type RegionJob, RegionWorker, type RegionWorkerOptions } from './region-worker.js';

const worker = loadRuntime().then((runtime) => new RegionWorker(runtime, workerData as RegionWorkerOptions));

answerJobs(async (job: RegionJob) => ({ result: await (await worker).run(job) }));
