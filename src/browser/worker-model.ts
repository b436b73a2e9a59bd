/** What a detector and a classifier inside the worker have in common: an engine, and a file that is fetched and checked. */
import type { Engine } from '../engines/engine.js';
import { webEngine } from '../engines/web/engine.js';
import { sha256 } from '../platform/web/digest.js';
import { type FetchOptions, fetchFile } from '../platform/web/fetch-file.js';
import { expectTask } from '../weights/expect-task.js';
import type { Model } from '../weights/model-file.js';
import { modelFromBytes } from '../weights/model-from-bytes.js';
import type { CallJob, Loaded, LoadJob } from './messages.js';

/** A model that is ready. */
export interface WorkerModel {
  readonly loaded: Loaded;
  /** @throws RcnnError `bad-option`, `bad-image`, `image-too-large`, `aborted` */
  answer(job: CallJob, signal: AbortSignal): Promise<unknown>;
}

/** More gain little, and telephones get hot. */
const THREADS = 4;

/** What loads the file of each task. */
const LOADERS = { detector: 'loadDetector', classifier: 'loadClassifier' } as const;

/** @throws RcnnError `bad-weights`, `download-failed`, `engine-unavailable`, `aborted` */
export async function openModel(
  { task, model: given, modules }: Pick<LoadJob, 'task' | 'model' | 'modules'>,
  threads: number = THREADS,
  fetching: FetchOptions = {},
): Promise<{ engine: Engine; model: Model; loaded: Loaded }> {
  // Beside the model, which takes longer to come.
  const [engine, model] = await Promise.all([webEngine({ modules, threads }), modelOf(given, fetching)]);
  const { card } = model;
  const other = card.task === 'multibox' ? undefined : LOADERS[card.task];
  expectTask(model, task, other ? `Load it with ${other}.` : `${LOADERS[task]} takes none.`);
  const loaded: Loaded = { card, threads: engine.threads, verified: sha256 !== undefined };
  return { engine, model, loaded };
}

async function modelOf(given: string | Uint8Array, fetching: FetchOptions): Promise<Model> {
  const [name, bytes] =
    typeof given === 'string' ? [given, await fetchFile(given, fetching)] : ['the model', given];
  return modelFromBytes(name, bytes, sha256);
}
