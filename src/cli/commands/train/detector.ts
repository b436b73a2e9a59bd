import { join } from 'node:path';
import { readDataset, truthHelp } from '../../../datasets/formats.js';
import type { Dataset } from '../../../datasets/records.js';
import { loadEngine } from '../../../engines/index.js';
import { RcnnError } from '../../../errors.js';
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
  readonly name: string;
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
          .option('images', { type: 'number', default: 100_000, describe: 'use at most so many images' })
          .option('crop-images', {
            type: 'number',
            default: 0,
            describe: 'of these, for the heads of --regions crops, which cost ten times as much',
          })
          .option('seed', { type: 'number', default: 1, describe: 'of every random choice' })
          .option('name', { type: 'string', default: 'detector', describe: 'name on the card' }),
      ),
    )
      .example(
        '$0 train detector --data VOC2012 --out birds.safetensors',
        'heads on the features of the base: minutes; stopped, it resumes when called again',
      )
      .example(
        '$0 train detector --fine-tune --data VOC2012 --run runs/birds',
        'the whole network: hours, and far better; stopped, `--fine-tune --run runs/birds` resumes it',
      ),
  files: { reads: ['data', 'base', 'config'], writes: ['out', 'run', 'proposals'] },
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
  if (Math.min(options.images, dataset.images.length) < FEW) {
    warn(`${data} has few images: the detector will be weak, and its region AP means little.`);
  }
  using bar = new ProgressBar({ unit: 'images' });
  const split = dataset.images[0]?.split ?? options.split ?? 'train';
  const { images, 'crop-images': cropImages, seed, name, run } = options;
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
    onProgress: (progress) => (progress.stage === 'heads' ? say(progress.item ?? '') : bar.update(progress)),
  });
  say(`${out}: ${card.classes.length} classes. Measure it with \`googlenet-rcnn evaluate\`.`);
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
