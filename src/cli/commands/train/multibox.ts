import { join } from 'node:path';
import { wholeFrom1 } from '../../../check-arguments.js';
import { readDataset, truthHelp } from '../../../datasets/formats.js';
import { loadEngine } from '../../../engines/index.js';
import { shellWord } from '../../../shell-word.js';
import { trainMultiBox } from '../../../training/multibox/train-multibox.js';
import { loadModel } from '../../../weights/model-file.js';
import type { Command, CommandContext } from '../../command.js';
import { type EngineOptions, engineOptions } from '../../options/engine-options.js';
import { fieldOptions } from '../../options/fields.js';
import { say } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options extends EngineOptions {
  readonly data: string;
  readonly split?: string;
  readonly base: string;
  readonly out: string;
  readonly run: string;
  readonly epochs: number;
  readonly mirror: boolean;
  readonly seed: number;
  readonly name: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    engineOptions(
      fieldOptions(
        yargs
          .option('data', {
            type: 'string',
            demandOption: true,
            describe: truthHelp,
          })
          .option('split', { type: 'string', describe: 'one of several splits [train]' })
          .option('base', { type: 'string', default: 'voc', describe: 'the model whose trunk is used' })
          .option('out', { type: 'string', demandOption: true, describe: 'the head to write, .safetensors' })
          .option('run', {
            type: 'string',
            default: join('runs', 'multibox'),
            describe: 'folder that keeps features (0.67 MB per view of an image) and checkpoints',
          }),
        { epochs: wholeFrom1.default(12) },
        { epochs: 'number of passes over all views' },
      )
        .option('mirror', { type: 'boolean', default: true, describe: 'train on mirror images too' })
        .option('seed', { type: 'number', default: 1, describe: 'of every random choice' })
        .option('name', { type: 'string', default: 'multibox', describe: 'name on the card' }),
    ).example(
      '$0 train multibox --data VOC2012 --out boxes.safetensors',
      'stopped, it resumes when called again',
    ),
  files: { reads: ['data', 'base'], writes: ['out', 'run'] },
  run: train,
};

async function train(options: Options, { signal }: CommandContext): Promise<void> {
  const { data, out, run, epochs, mirror, seed, name, threads } = options;
  const asked = options.split !== undefined && { split: options.split };
  const dataset = await readDataset(data, { use: 'train', ...asked, signal });
  const split = dataset.images[0]?.split ?? options.split ?? 'train';
  const [base, engine] = await Promise.all([loadModel(options.base), loadEngine(options.engine)]);
  using bar = new ProgressBar({ unit: 'done' });
  await trainMultiBox({
    ...{ dataset, base, engine, threads, run, seed, epochs, out, name },
    views: mirror ? 2 : 1,
    data: `${dataset.images.length} images of ${split}`,
    command: `train multibox --data <data> --split ${split} --base ${base.card.name} --epochs ${epochs} --seed ${seed}${mirror ? '' : ' --no-mirror'} --name ${name}`,
    signal,
    onProgress: (progress) => bar.update(progress),
  });
  say(`${out}: try it with \`googlenet-rcnn propose --method multibox --multibox ${shellWord(out)}\`.`);
}
