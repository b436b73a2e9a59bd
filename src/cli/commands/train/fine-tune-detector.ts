/** `train detector --fine-tune`: a module of that command. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { RcnnError } from '../../../errors.js';
import { fineTune } from '../../../training/detector/fine-tune/fine-tune.js';
import { type FineTuneConfig, readFineTuneConfig } from '../../../training/detector/fine-tune/run-config.js';
import { fineTuneSettings } from '../../../training/detector/fine-tune/settings.js';
import { modelNames } from '../../../weights/model-path.js';
import { type CommandContext, exitCode } from '../../command.js';
import { readSettings } from '../../options/read-settings.js';
import { checkCount } from '../../options/whole-number.js';
import { say } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { TrainingLine } from '../../output/training-line.js';

export interface FineTuneChoices {
  readonly 'fine-tune': boolean;
  readonly 'validation-split'?: string;
  readonly config?: string;
  readonly proposals?: string;
  readonly workers?: number;
}

export function fineTuneChoices<T>(yargs: Argv<T>): Argv<T & FineTuneChoices> {
  return yargs
    .option('fine-tune', {
      type: 'boolean',
      default: false,
      describe: 'train the whole network, not only heads on its features',
    })
    .option('validation-split', {
      type: 'string',
      describe: 'with --fine-tune: the split of which a sample is measured now and then [val]',
    })
    .option('config', {
      type: 'string',
      describe: 'with --fine-tune: JSON file of settings, such as {"steps": 3000}',
    })
    .option('proposals', {
      type: 'string',
      describe:
        "with --fine-tune: file that keeps the photographs' boxes, for several runs [in the run's folder]",
    })
    .option('workers', {
      type: 'number',
      describe: 'with --fine-tune: photographs computed side by side [one a core, at most 2]',
    });
}

interface Options extends FineTuneChoices {
  readonly data?: string;
  readonly split?: string;
  readonly base: string;
  readonly run: string;
  readonly seed: number;
  readonly name?: string;
  readonly out?: string;
}

export async function fineTuneDetector(options: Options, { signal }: CommandContext): Promise<number> {
  const { run, proposals, workers } = options;
  if (workers !== undefined) checkCount('workers', workers);
  const config = await configFor(options);
  say(JSON.stringify(config, undefined, 2));
  using line = new TrainingLine();
  using bar = new ProgressBar({ unit: 'images' });
  const resume = `Resume with: googlenet-rcnn train detector --fine-tune --run ${run}`;
  const { finished, position } = await fineTune({
    ...{ config, run, proposals, workers, signal },
    onProgress: (progress) => {
      line.end();
      bar.update(progress);
    },
    onBegin: ({ step, steps }) => {
      bar.end();
      if (step === steps) say(`${run} is finished already.`);
      else if (step > 0) say(`Resuming after step ${step} of ${steps}.`);
    },
    onStep: line.step,
    onValidation: (record) => {
      bar.end();
      line.validation(record);
    },
  });
  line.end();
  if (!finished) {
    say(`Stopped and saved after step ${position.step}. ${resume}`);
    return exitCode.interrupted;
  }
  say(`${join(run, 'final.safetensors')} is the detector. Measure it with \`googlenet-rcnn evaluate\`.`);
  return exitCode.done;
}

async function configFor(options: Options): Promise<FineTuneConfig> {
  const { data, split, base, run, seed, config, out } = options;
  const { name = 'detector' } = options;
  if (out !== undefined) {
    throw new RcnnError(
      'bad-option',
      `Expected no --out with --fine-tune: ${run} receives final.safetensors.`,
    );
  }
  if (data === undefined) {
    const known = await readFineTuneConfig(run);
    if (known) return known;
    throw new RcnnError('bad-option', `Expected --data, or --run with a run to resume; ${run} holds none.`);
  }
  const given = config === undefined ? {} : await readSettings(config);
  const settings = fineTuneSettings({ seed, ...(given as object) }, config);
  // A file is found again from any folder, a name is everywhere the same.
  const isFile = !modelNames.includes(base) && existsSync(base);
  const validationSplit = options['validation-split'];
  const found = { data: resolve(data), base: isFile ? resolve(base) : base };
  return {
    format: 1,
    ...found,
    ...(split && { split }),
    ...(validationSplit && { validationSplit }),
    name,
    settings,
  };
}
