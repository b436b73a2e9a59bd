import { resolve } from 'node:path';
import { counted } from '../../../counted.js';
import { RcnnError } from '../../../errors.js';
import type { ListedImage } from '../../../jobs/image-list.js';
import { submitRun } from '../../../jobs/submit.js';
import type { LongWork } from '../../../progress.js';
import { type RunRequest, splitName } from '../../../runs/compute-run.js';
import { expectNoProposals } from '../../../runs/detector-proposals.js';
import { planOf } from '../../../runs/manifest.js';
import { hashesOfFiles, hashOfListed } from '../../../runs/photograph-hashes.js';
import { expectPhotographs, type RunImage, type RunSet } from '../../../runs/run-images.js';
import { isEnsembleFile } from '../../../weights/ensemble-file.js';
import { loadModel } from '../../../weights/model-file.js';
import type { Command, CommandContext } from '../../command.js';
import { readTruth } from '../../evaluation/input.js';
import { plainImages } from '../../evaluation/plain-images.js';
import { detectorPlan } from '../../options/detector-plan.js';
import {
  type ComputeOptions,
  computeOptions,
  placeOptions,
  type TruthOptions,
} from '../../options/evaluation-options.js';
import { type JobOptions, jobOptions, queueOf, storageOf } from '../../options/job-options.js';
import { modelsOf } from '../../options/model-option.js';
import { say, writeJsonLine } from '../../output/output.js';
import { withProgress } from '../../output/with-progress.js';

interface Options extends JobOptions, ComputeOptions, Omit<TruthOptions, 'truth'> {
  readonly photos?: readonly string[];
  readonly truth?: string;
  readonly features: boolean;
  readonly layer?: string;
  readonly unit: number;
}

/** 20 to 60 seconds of work. */
const UNIT = 32;

/** More than this would be computed twice when a worker vanishes. */
const LARGEST_UNIT = 64;

export const command: Command<Options> = {
  build: (yargs) =>
    computeOptions(placeOptions(jobOptions(yargs)), {
      model:
        'a model by name or file; several of the same classes, as a,b,c, are averaged [voc; with --features bvlc]',
    })
      .positional('photos', { type: 'string', array: true, describe: 'files, folders, globs' })
      .option('truth', { type: 'string', describe: 'a data set, as of `evaluate`, instead of photographs' })
      .option('features', {
        type: 'boolean',
        default: false,
        describe: 'values of a layer of a classifier, as `features compute`, instead of boxes or labels',
      })
      .option('layer', { type: 'string', describe: 'which layer, as of `features compute`' })
      .option('unit', {
        type: 'number',
        default: UNIT,
        describe: `images that a worker takes at once, at most ${LARGEST_UNIT}`,
      })
      .example(
        '$0 jobs submit --truth VOC2012 --queue redis://queue --storage /shared/jobs',
        'what `evaluate --model voc` computes, for the workers of a queue',
      )
      .example('$0 jobs submit photos/ --model mine.safetensors', 'photographs without truth')
      .example('$0 jobs submit photos/ --features', '1,024 numbers per photograph'),
  files: { reads: ['photos', 'truth', 'images', 'meta', 'model', 'multibox', 'proposals'], writes: [] },
  run: submit,
};

async function submit(options: Options, { signal }: CommandContext): Promise<void> {
  const { unit, json } = options;
  if (!Number.isInteger(unit) || unit < 1 || unit > LARGEST_UNIT) {
    throw new RcnnError(
      'bad-option',
      `Expected --unit to be a whole number from 1 to ${LARGEST_UNIT}, but got ${unit}.`,
    );
  }
  const { request, root, split } = await planned(options, signal);
  await expectPhotographs(request.images);
  const storage = await storageOf(options, 'create');
  await using queue = await queueOf(options);
  const images = await withProgress(signal, (work) => listed(request.images, work));
  const ids = images.map(({ id }) => id);
  const photographs = hashOfListed(images);
  const plan = planOf({ ...request, split, ids, photographs, shard: { index: 1, count: 1 } });
  const { files } = request;
  const submitted = await submitRun(storage, queue, { plan, files, images, root: resolve(root), unit });
  if (json) return writeJsonLine({ run: submitted.id, ...submitted });
  const { id, done, units } = submitted;
  const there = done > 0 ? `, the results of ${done} are there` : '';
  say(
    `Run ${id}: ${images.length} images${there}; ${counted(units, 'unit')} in the queue. \`jobs status ${id}\` shows how far it is.`,
  );
}

/** The photographs with their contents, which are read for it. */
async function listed(images: readonly RunImage[], work: LongWork): Promise<(RunImage & ListedImage)[]> {
  const hashes = await hashesOfFiles(
    images.map(({ path }) => path),
    work,
  );
  return images.map((image, i) => ({ ...image, sha256: hashes[i]! }));
}

interface Planned {
  readonly request: RunRequest;
  readonly root: string;
  readonly split: string;
}

/** As `evaluate` or `features compute` plans it; the model's task says whether boxes or labels are computed. */
async function planned(options: Options, signal: AbortSignal): Promise<Planned> {
  const { features, layer, truth, photos = [] } = options;
  const model = options.model ?? (features ? 'bvlc' : 'voc');
  if (layer !== undefined && !features) {
    throw new RcnnError('bad-option', 'Expected --layer beside --features, whose layer it names.');
  }
  expectTruth(options);
  if ((truth === undefined) === (photos.length === 0)) {
    throw new RcnnError(
      'bad-option',
      'Expected photographs or --truth PATH; jobs submit --help shows examples.',
    );
  }
  if (photos.includes('-')) {
    throw new RcnnError('bad-option', 'Expected photographs that workers can read, but got standard input.');
  }
  const chosen = { ...options, model };
  const task = features ? 'features' : (await loadModel(expectModels(model)[0]!)).card.task;
  if (task !== 'detector') expectNoProposals(options);
  const set =
    truth === undefined ? await plainImages(photos) : await told(task, { ...options, truth }, signal);
  return {
    request: await planOfTask(task, set, chosen),
    root: set.root ?? '.',
    split: await splitName(options),
  };
}

/** @throws RcnnError `bad-option` where `--images` or `--meta` would have no effect */
function expectTruth({ truth, images, meta }: Options): void {
  const given = Object.entries({ images, meta }).find(([, value]) => value !== undefined);
  if (truth !== undefined || given === undefined) return;
  throw new RcnnError(
    'bad-option',
    `Expected --truth with --${given[0]}, which completes a data set; photographs are named as they are.`,
  );
}

/** Of detections the photographs with the classes of their boxes, of labels those with theirs. */
async function told(
  task: string,
  options: Options & { truth: string },
  signal: AbortSignal,
): Promise<RunSet> {
  if (task !== 'classifier') return readTruth(options, { signal });
  const { readLabels } = await import('../../evaluation/labels.js');
  return readLabels(options, { signal });
}

async function planOfTask(
  task: string,
  set: RunSet,
  options: Options & { model: string },
): Promise<RunRequest> {
  if (task === 'features') return (await import('../../../runs/plan-features.js')).planFeatures(set, options);
  if (task === 'classifier')
    return (await import('../../../runs/plan-classifier.js')).planClassifier(set, {
      ...options,
      models: modelsOf(options.model),
    });
  return (await import('../../../runs/plan-detector.js')).planDetector(set, detectorPlan(options));
}

/** Members by a file of paths of this machine would be of no use on another. */
function expectModels(model: string): string[] {
  const models = modelsOf(model);
  if (!models.some(isEnsembleFile)) return models;
  throw new RcnnError('bad-option', `Expected the members of ${model} themselves, as --model a,b,c.`);
}
