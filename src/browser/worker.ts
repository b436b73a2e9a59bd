/** The worker of a page: everything between a picture's bytes and its detections. */
import { RcnnError } from '../errors.js';
import type { Failure, FromWorker, Job, ToWorker } from './messages.js';
import { loadWorkerDetector, type WorkerDetector } from './worker-detector.js';

const underWay = new Map<number, AbortController>();
let detector: WorkerDetector | undefined;

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
  if (job.do === 'load') {
    const onProgress = (progress: { loaded: number; total: number | undefined }) => post({ id, progress });
    detector = await loadWorkerDetector(job, { signal, onProgress });
    return detector.loaded;
  }
  if (job.do === 'evidence') return detector!.evidence(job, signal);
  return job.do === 'detect' ? detector!.detect(job, signal) : detector!.explain(job, signal);
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { message, code: error instanceof RcnnError ? error.code : undefined };
}
