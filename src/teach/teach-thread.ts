/** The thread that looks at photographs and learns from labels, so that the server answers meanwhile. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { loadEngine } from '../engines/index.js';
import { answerJobs } from '../platform/node/answer-jobs.js';
import type { OnProgress } from '../progress.js';
import { headsOf } from '../training/detector/base-answers.js';
import { describeTraining } from '../training/detector/describe-training.js';
import { headDetections, type NamedHeads } from '../training/detector/head-detections.js';
import { type TrainedDetector, trainDetector } from '../training/detector/train-detector.js';
import { FOLDS, headFits } from '../training/detector/train-mode.js';
import { loadModel } from '../weights/model-file.js';
import { DescribedPhotographs } from './described.js';
import type { Suggested, TeachAnswer, TeachJob, TeachThreadOptions, Trained } from './messages.js';
import { readTaught } from './taught-dataset.js';
import { TAUGHT } from './teach-folder.js';
import { TrainingClock } from './training-clock.js';

const { root, base: baseName, engine: engineName, threads } = workerData as TeachThreadOptions;
const MODEL = join(root, TAUGHT, 'model.safetensors');
/** Those of `train detector`, whose file is the same. */
const CHOICES = { images: 100_000, cropImages: 0, seed: 1, name: basename(MODEL, '.safetensors') } as const;
/** Less is not worth a question. */
const SUGGESTED = 0.05;

async function load() {
  const [base, engine] = await Promise.all([loadModel(baseName), loadEngine(engineName)]);
  const described = await DescribedPhotographs.create({ root, base, engine, threads });
  return { base, engine, described, heads: existsSync(MODEL) ? await taughtHeads() : undefined };
}

const loading = load();
loading.catch(() => {}); // thrown again for the job that asks

answerJobs<TeachJob, TeachAnswer>(async (job, signal) => {
  const loaded = await loading;
  switch (job.kind) {
    case 'load':
      return { result: undefined };
    case 'describe':
      return { result: await loaded.described.describe(job.name) };
    case 'around':
      return { result: await loaded.described.around(job.name, job.point) };
    case 'suggest':
      return { result: await suggest(job.names) };
    case 'train':
      return { result: await train(new TrainingClock(job.clock), signal) };
  }
});

async function suggest(names: readonly string[]): Promise<Suggested[]> {
  const { described, heads } = await loading;
  if (!heads) return [];
  const suggested: Suggested[] = [];
  for (const name of names) {
    const objects = headDetections(await described.regions(name), heads, SUGGESTED);
    suggested.push({
      name,
      objects: objects.map(({ class: of, score, box }) => ({ class: of, score, box })),
    });
  }
  return suggested;
}

async function train(clock: TrainingClock, signal: AbortSignal): Promise<Trained> {
  const loaded = await loading;
  const { base, engine } = loaded;
  const began = performance.now();
  const dataset = await readTaught(root, signal);
  const onProgress = told(clock, dataset.images.length);
  const runtime = { engine, threads };
  const options = { dataset, base, ...runtime, run: join(root, TAUGHT), ...CHOICES, signal, onProgress };
  const trained = await trainDetector({
    ...{ ...options, out: MODEL },
    ...describeTraining({ dataset, base, ...CHOICES }),
  });
  loaded.heads = await taughtHeads();
  return {
    classes: loaded.heads.classes,
    photographs: dataset.images.length,
    seconds: (performance.now() - began) / 1000,
    ...measuredOf(trained),
  };
}

/** What `trainDetector` says while it works, as steps of the clock. */
function told(clock: TrainingClock, photographs: number): OnProgress {
  let fits = 0;
  const began = Date.now();
  const heads = (folds: number, now: number) =>
    clock.begin('heads', { done: 0, total: headFits({ photographs, folds }), now });
  return ({ stage, done, total = 0, item }) => {
    const now = Date.now();
    if (stage.startsWith('features')) {
      // The first photograph that was missing: what came before it, the reading of labels, says nothing of the next.
      if (clock.read(now).step === undefined) clock.begin('features', { done, total, now });
      else clock.move({ done, now });
      if (done === total) heads(Math.min(FOLDS, photographs), now);
    } else if (item === undefined) {
      if (clock.read(now).step === undefined) heads(total, began);
      clock.move({ done: ++fits, now });
    }
  };
}

function measuredOf({ heldOut, dataset }: TrainedDetector): Pick<Trained, 'measured'> {
  const { mAP, classes } = heldOut;
  if (!mAP) return {};
  const perClass = classes.map(({ name, ap, objects }) => ({ class: name, AP: ap?.value ?? null, objects }));
  const { value, low, high } = mAP;
  return { measured: { mAP: value, low, high, perClass, photographs: dataset.images.length } };
}

async function taughtHeads(): Promise<NamedHeads> {
  const model = await loadModel(MODEL, 'detector');
  return { classes: model.card.classes.map(({ name }) => name), ...headsOf(model, 'shared') };
}
