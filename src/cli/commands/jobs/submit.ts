import { resolve } from 'node:path';
import { RcnnError } from '../../../errors.js';
import { submitRun } from '../../../jobs/submit.js';
import { planOf } from '../../../runs/manifest.js';
import { expectPhotographs, type RunSet } from '../../../runs/run-images.js';
import { isEnsembleFile } from '../../../weights/ensemble-file.js';
import { loadModel } from '../../../weights/model-file.js';
import type { Command, CommandContext } from '../../command.js';
import { readTruth } from '../../evaluation/input.js';
import type { RunRequest } from '../../evaluation/run.js';
import {
  type ComputeOptions,
  computeOptions,
  placeOptions,
  type TruthOptions,
} from '../../options/evaluation-options.js';
import { imageFiles } from '../../options/inputs.js';
import { type JobOptions, jobOptions, queueOf, storageOf } from '../../options/job-options.js';
import { modelsOf } from '../../options/model-option.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options extends JobOptions, ComputeOptions, Omit<TruthOptions, 'truth'> {
  readonly photos?: readonly string[];
  readonly truth?: string;
  readonly unit: number;
}

/** 20 to 60 seconds of work. */
const UNIT = 32;

/** More than this would be computed twice when a worker vanishes. */
const LARGEST_UNIT = 64;

export const command: Command<Options> = {
  build: (yargs) =>
    computeOptions(placeOptions(jobOptions(yargs)))
      .positional('photos', { type: 'string', array: true, describe: 'files, folders, globs' })
      .option('truth', { type: 'string', describe: 'a data set, as of `evaluate`, instead of photographs' })
      .option('unit', {
        type: 'number',
        default: UNIT,
        describe: `images that a worker takes at once, at most ${LARGEST_UNIT}`,
      })
      .example(
        '$0 jobs submit --truth VOC2012 --queue redis://queue --storage /shared/jobs',
        'what `evaluate --model voc` computes, for the workers of a queue',
      )
      .example('$0 jobs submit photos/ --model mine.safetensors', 'photographs without truth'),
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
  const ids = request.images.map(({ id }) => id);
  const plan = planOf({ ...request, split, ids, shard: { index: 1, count: 1 } });
  const storage = await storageOf(options);
  await using queue = await queueOf(options);
  const { images, files } = request;
  const submitted = await submitRun(storage, queue, { plan, files, images, root: resolve(root), unit });
  if (json) return writeJsonLine({ run: submitted.id, ...submitted });
  const { id, done, units } = submitted;
  const there = done > 0 ? `, the results of ${done} are there` : '';
  say(
    `Run ${id}: ${images.length} images${there}; ${units} units in the queue. \`jobs status ${id}\` follows it.`,
  );
}

interface Planned {
  readonly request: RunRequest;
  readonly root: string;
  readonly split: string;
}

/** As `evaluate` plans it; the model's task says whether boxes or labels are computed. */
async function planned(options: Options, signal: AbortSignal): Promise<Planned> {
  const { model = 'voc', truth, photos = [] } = options;
  if ((truth === undefined) === (photos.length === 0)) {
    throw new RcnnError(
      'bad-option',
      'Expected photographs or --truth PATH; jobs submit --help shows examples.',
    );
  }
  const { task } = (await loadModel(expectModels(model)[0]!)).card;
  const chosen = { ...options, model };
  if (task === 'classifier') {
    const { readLabels } = await import('../../evaluation/labels.js');
    const { planClassifier } = await import('../../evaluation/classifier.js');
    const set =
      truth === undefined ? await plainImages(photos) : await readLabels({ ...options, truth }, { signal });
    return finish(options, set, await planClassifier(set, chosen));
  }
  const { planDetector } = await import('../../evaluation/detector.js');
  const set =
    truth === undefined ? await plainImages(photos) : await readTruth({ ...options, truth }, { signal });
  return finish(options, set, await planDetector(set, chosen));
}

/** Members by a file of paths of this machine would be of no use on another. */
function expectModels(model: string): string[] {
  const models = modelsOf(model);
  if (!models.some(isEnsembleFile)) return models;
  throw new RcnnError('bad-option', `Expected the members of ${model} themselves, as --model a,b,c.`);
}

async function finish(options: Options, { root = '.' }: RunSet, request: RunRequest): Promise<Planned> {
  const { splitName } = await import('../../evaluation/run.js');
  const { truth, split } = options;
  return { request, root, split: truth === undefined ? 'images' : await splitName({ truth, split }) };
}

/** By the names that were given, which lines of the results begin with. */
async function plainImages(photos: readonly string[]): Promise<RunSet> {
  if (photos.includes('-')) {
    throw new RcnnError('bad-option', 'Expected photographs that workers can read, but got standard input.');
  }
  const files = await imageFiles(photos);
  return { images: files.map((file) => ({ id: file, file })), classes: [], root: '.' };
}
