/** The classifier inside the worker: what Node.js computes, for pictures that the browser decodes. */
import { checkOptions } from '../check-arguments.js';
import { Answers } from '../classification/answers.js';
import { PictureCalls } from '../classification/calls.js';
import { LocalClassifierCore } from '../classification/core.js';
import { decodePicture, type SentPicture } from '../platform/web/decode.js';
import type { FetchOptions } from '../platform/web/fetch-file.js';
import { Turns } from '../turns.js';
import type { CallJob, ClassifierCall, LoadClassifierJob, Loaded } from './messages.js';
import { loadClassifierSchema } from './options.js';
import { openModel, type WorkerModel } from './worker-model.js';

/** @throws RcnnError `bad-option`, `bad-weights`, `download-failed`, `engine-unavailable`, `aborted` */
export async function loadWorkerClassifier(
  job: LoadClassifierJob,
  fetching: FetchOptions,
): Promise<WorkerModel> {
  const { threads } = checkOptions(job.options, loadClassifierSchema, 'loadClassifier');
  const { engine, model, loaded } = await openModel(job, threads, fetching);
  return new WorkerClassifier(await LocalClassifierCore.create(model, engine), loaded);
}

class WorkerClassifier implements WorkerModel {
  readonly loaded: Loaded;
  readonly #calls: PictureCalls<SentPicture>;

  constructor(core: LocalClassifierCore, loaded: Loaded) {
    this.loaded = loaded;
    this.#calls = new PictureCalls(new Answers(core, loaded.card), new Turns(1), decodePicture);
  }

  answer({ do: call, picture, options }: CallJob<ClassifierCall>, signal: AbortSignal): Promise<unknown> {
    return this.#calls[call](picture, { ...options, signal });
  }
}
