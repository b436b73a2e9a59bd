/** Runs a `StepWorker` in a thread of a pool. */
import { workerData } from 'node:worker_threads';
import { loadRuntime } from '../../engines/onnx/runtime.js';
import type { BoxStepOptions } from '../../onnx/training/box-step.js';
import type { RegionStepOptions } from '../../onnx/training/region-step.js';
import { answerJobs } from '../../platform/node/answer-jobs.js';
import { BoxModel } from './box-model.js';
import { ClassifierModel, type ClassifierModelOptions } from './classifier-model.js';
import { RegionModel } from './region-model.js';
import type { StepMemory } from './step-memory.js';
import { type StepJob, StepWorker } from './step-worker.js';

/** The network to train. */
export type ThreadModel =
  | { readonly regions: RegionStepOptions }
  | { readonly classifier: ClassifierModelOptions }
  | { readonly boxes: BoxStepOptions };

/** A thread's `workerData`. */
export interface ThreadOptions {
  readonly model: ThreadModel;
  readonly memory: StepMemory;
  readonly intraOpThreads: number;
}

async function start({ model, memory, intraOpThreads }: ThreadOptions) {
  const runtime = await loadRuntime();
  const options = { runtime, memory, intraOpThreads };
  if ('regions' in model) return new StepWorker(new RegionModel(runtime, model.regions), options);
  if ('boxes' in model) return new StepWorker(new BoxModel(runtime, model.boxes), options);
  return new StepWorker(new ClassifierModel(runtime, model.classifier), options);
}

const worker = start(workerData as ThreadOptions);

answerJobs(async (job: StepJob<never, never>) => ({ result: await (await worker).run(job) }));
