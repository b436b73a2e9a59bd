import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset, truthHelp } from '../../../datasets/formats.js';
import { stem } from '../../../datasets/images.js';
import type { Dataset } from '../../../datasets/records.js';
import { loadEngine } from '../../../engines/index.js';
import { RcnnError } from '../../../errors.js';
import { ExampleCache, type KeptExamples } from '../../../training/detector/example-cache.js';
import { trainDetector } from '../../../training/detector/train-detector.js';
import { loadModel } from '../../../weights/model-file.js';
import type { Command, CommandContext } from '../../command.js';
import { type EngineOptions, engineOptions } from '../../options/engine-options.js';
import { checkCount } from '../../options/whole-number.js';
import { Notes } from '../../output/notes.js';
import { say, warn } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { type FineTuneChoices, fineTuneChoices, fineTuneDetector } from './fine-tune-detector.js';

/** Below it the held-out share is some dozen photographs. */
const FEW = 100;

interface Options extends EngineOptions, FineTuneChoices {
  readonly data?: string;
  readonly split?: string;
  readonly base: string;
  readonly out?: string;
  readonly run: string;
  readonly images: number;
  readonly 'crop-images': number;
  readonly seed: number;
  readonly name?: string;
  readonly clean: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    fineTuneChoices(
      engineOptions(
        yargs
          .option('data', {
            type: 'string',
            describe: truthHelp,
          })
          .option('split', { type: 'string', describe: 'one of several splits [train]' })
          .option('base', {
            type: 'string',
            default: 'voc',
            describe: 'the network whose features are used',
          })
          .option('out', {
            type: 'string',
            describe: 'the detector to write, .safetensors; with --fine-tune the run keeps it',
          })
          .option('run', {
            type: 'string',
            default: join('runs', 'detector'),
            describe: 'folder that keeps what is done',
          })
          .option('images', { type: 'number', default: 100_000, describe: 'use at most this many images' })
          .option('crop-images', {
            type: 'number',
            default: 0,
            describe: 'of these, for the heads of --regions crops, which cost ten times as much',
          })
          .option('seed', { type: 'number', default: 1, describe: 'of every random choice' })
          .option('name', { type: 'string', describe: 'name on the card [that of the file --out]' })
          .option('clean', {
            type: 'boolean',
            default: false,
            describe: "remove the run folder's features of other photographs and settings",
          }),
      ),
    )
      .example(
        '$0 train detector --data VOC2012 --out birds.safetensors',
        'heads on the features of the base: minutes; stopped, it resumes when called again',
      )
      .example(
        '$0 train detector --fine-tune --data VOC2012 --run runs/birds',
        'the whole network: hours; stopped, `--fine-tune --run runs/birds` resumes it',
      ),
  files: { reads: ['data', 'base', 'config'], writes: ['out', 'run'] },
  run: (options, context) =>
    options['fine-tune'] ? fineTuneDetector(options, context) : train(options, context),
};

async function train(options: Options, { signal }: CommandContext): Promise<undefined> {
  const { data, out } = options;
  if (data === undefined || out === undefined) {
    throw new RcnnError('bad-option', 'Expected --data and --out, or --fine-tune with --run.');
  }
  checkCount('images', options.images);
  const dataset = await readTrainingData({ data, split: options.split }, signal);
  const [base, engine] = await Promise.all([loadModel(options.base), loadEngine(options.engine)]);
  if (Math.min(options.images, dataset.images.length) < FEW) warn(fewExamples(data, dataset));
  using bar = new ProgressBar({ unit: 'images' });
  const split = dataset.images[0]?.split ?? options.split ?? 'train';
  const { images, 'crop-images': cropImages, seed, run } = options;
  const { name = stem(out) } = options;
  const used = new Set<string>();
  const card = await trainDetector({
    dataset,
    base,
    engine,
    run,
    seed,
    images,
    cropImages,
    out,
    name,
    data: `${Math.min(images, dataset.images.length)} images of ${split}, ${dataset.classes.length} classes`,
    command: `train detector --data <data> --split ${split} --base ${base.card.name} --images ${images} --crop-images ${cropImages} --seed ${seed} --name ${name}`,
    signal,
    onShards: (shards) => {
      for (const shard of shards) used.add(shard);
    },
    onProgress: (progress) => (progress.stage === 'heads' ? say(progress.item ?? '') : bar.update(progress)),
  });
  say(`${out}: ${card.classes.length} classes. Measure it with \`googlenet-rcnn evaluate\`.`);
  await tellKept(run, used, options.clean);
}

async function readTrainingData(
  { data, split }: { data: string; split?: string },
  signal: AbortSignal,
): Promise<Dataset> {
  using notes = new Notes();
  return await readDataset(data, {
    use: 'train',
    ...(split !== undefined && { split }),
    signal,
    onNote: notes.add,
  });
}

/** A region AP of a few photographs looks like that of a detector. */
function fewExamples(data: string, { images, classes, truth }: Dataset): string {
  const counts = classes.map(() => 0);
  for (const k of truth.class) if (k >= 0) counts[k]!++;
  const all = counts.map((count, k) => ({ count, name: classes[k]!.name })).sort((a, b) => a.count - b.count);
  const rarest = all.slice(0, 5).map(({ name, count }) => `${count} ${name}`);
  const more = all.length > rarest.length ? ' and more of the rest' : '';
  return (
    `${data} has few examples: ${images.length} photographs with ${rarest.join(', ')}${more}. ` +
    `Below ${FEW} photographs the region AP means little. With 15 to 20 objects of each class a trial came to an mAP of 43 %; 100 of each are a good start.`
  );
}

/** Features are kept by what they depend on: those of other trainings stay until somebody says so. */
async function tellKept(run: string, used: ReadonlySet<string>, clean: boolean): Promise<void> {
  const kept = await ExampleCache.list(run);
  const others = kept.filter(({ shard }) => !used.has(shard));
  const size = (files: readonly KeptExamples[]) =>
    `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`;
  const rest = others.length > 0 ? `, of them for other photographs or settings ${size(others)}` : '';
  say(`${join(run, 'examples')} keeps the features: ${size(kept)}${rest}.`);
  if (others.length === 0) return;
  if (!clean) return say('--clean removes those.');
  for (const { path } of others) await rm(path, { force: true });
  say('Those are removed.');
}
