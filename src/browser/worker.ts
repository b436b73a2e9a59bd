/** The worker of a page: everything between a picture's bytes and what its model says of it. */
import { RcnnError } from '../errors.js';
import type { FetchOptions, Loading } from '../platform/web/fetch-file.js';
import type { Failure, FromWorker, Job, LoadJob, ToWorker } from './messages.js';
import { loadWorkerClassifier } from './worker-classifier.js';
import { loadWorkerDetector } from './worker-detector.js';
import type { WorkerModel } from './worker-model.js';

const underWay = new Map<number, AbortController>();
let model: WorkerModel | undefined;

const post = (message: FromWorker) => postMessage(message);

globalThis.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if ('abort' in data) {
    underWay.get(data.abort)?.abort();
    return;
  }
  const { id, job } = data;
  const controller = new AbortController();
  underWay.set(id, controller);
  try {
    post({ id, result: await done(job, id, controller.signal) });
  } catch (error) {
    post({ id, failure: failureOf(error) });
  } finally {
    underWay.delete(id);
  }
};

async function done(job: Job, id: number, signal: AbortSignal): Promise<unknown> {
  if (job.do !== 'load') return model!.answer(job, signal);
  const onProgress = (progress: Loading) => post({ id, progress });
  model = await load(job, { signal, onProgress });
  return model.loaded;
}

function load(job: LoadJob, fetching: FetchOptions): Promise<WorkerModel> {
  return job.task === 'detector' ? loadWorkerDetector(job, fetching) : loadWorkerClassifier(job, fetching);
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: error instanceof RcnnError ? error.code : undefined };
}
