import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { wholeFrom1 } from '../../../check-arguments.js';
import { RcnnError } from '../../../errors.js';
import { loadFields } from '../../../load-fields.js';
import { shellWord } from '../../../shell-word.js';
import { trainableRows } from '../../../training/classifier/cut-network.js';
import { planFineTuning } from '../../../training/classifier/fine-tuned-task.js';
import { type TrainingEngine, trainingEngines } from '../../../training/classifier/make-trainer.js';
import {
  keepMembers,
  memberConfig,
  memberFolder,
  readMembers,
  writeMembers,
} from '../../../training/classifier/members.js';
import { recipeNames, settingsFor } from '../../../training/classifier/recipes.js';
import { type RunConfig, readRunConfig } from '../../../training/classifier/run-config.js';
import { trainClassifier } from '../../../training/classifier/train-classifier.js';
import { defaultInputThreads } from '../../../training/input/input-threads.js';
import { modelNames } from '../../../weights/model-path.js';
import { type Command, type CommandContext, exitCode } from '../../command.js';
import { fieldOptions } from '../../options/fields.js';
import { readSettings } from '../../options/read-settings.js';
import { say } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { TrainingLine } from '../../output/training-line.js';

interface BaseOptions {
  readonly base?: string;
  readonly 'train-from'?: string;
}

interface Options extends BaseOptions {
  readonly data?: string;
  readonly recipe?: string;
  readonly config?: string;
  readonly run: string;
  readonly inputThreads: number;
  readonly cache: number;
  readonly threads?: number | undefined;
  readonly engine: TrainingEngine;
  readonly synsets?: string;
  readonly members?: number | undefined;
}

const numbers = {
  inputThreads: wholeFrom1.default(defaultInputThreads()),
  cache: wholeFrom1.default(2048),
  threads: loadFields.threads,
  members: wholeFrom1.optional(),
};

const examples: [string, string][] = [
  ['$0 train classifier --data photos --run runs/mine', 'after a stop, the same command resumes'],
  [
    '$0 train classifier --data photos --base bvlc --run runs/mine',
    'the last layer anew on the features of a trained network: minutes',
  ],
  ['$0 train classifier --data photos --base bvlc --train-from inception_5a --run runs/mine2', 'more of it'],
  [
    '$0 train classifier --data photos --members 7 --run runs/seven\n$0 classify cat.jpg --model runs/seven/ensemble.json',
    'seven networks, and their average',
  ],
];

export const command: Command<Options> = {
  build: (yargs) =>
    fieldOptions(
      baseOptions(
        yargs
          .option('data', {
            type: 'string',
            describe:
              'photographs, a folder per class, in train/ and val/ (without val/ every tenth is held out)',
          })
          .option('recipe', {
            choices: recipeNames,
            describe: 'settings to begin with [batch-norm; fine-tune with --base]',
          }),
      )
        .option('config', { type: 'string', describe: 'JSON file of settings that differ from the recipe' })
        .option('run', {
          type: 'string',
          default: join('runs', 'classifier'),
          describe: 'folder that keeps what is done; alone, it resumes what it holds',
        })
        .option('engine', {
          choices: trainingEngines,
          default: 'onnx' as const,
          describe: 'what computes; tensorflow, for GPUs, needs "setup tensorflow"',
        })
        .option('synsets', {
          type: 'string',
          describe: 'file of "<wnid> <names>" lines that name the classes',
        }),
      numbers,
      {
        inputThreads: 'threads that decode photographs and crop patches',
        cache: 'MiB for decoded photographs',
        threads: 'threads inside one operation [all cores]',
        members:
          'train this many networks for an ensemble, one after another, in folders below --run: other seeds, the second a quarter wider',
      },
    ).example(examples),
  files: { reads: ['data', 'base', 'config', 'synsets'], writes: ['run'] },
  run: run,
};

function baseOptions<T>(yargs: Argv<T>): Argv<T & BaseOptions> {
  return yargs
    .option('base', { type: 'string', describe: 'a trained classifier to begin with, by name or file' })
    .option('train-from', {
      choices: trainableRows,
      describe: "the base's first layer to train [the last]",
      implies: 'base',
    });
}

async function run(options: Options, { signal }: CommandContext): Promise<number> {
  const { run: folder } = options;
  const members = options.members ?? (await readMembers(folder));
  if (members === undefined) {
    if (!(await trainOne(await configFor(options), options, signal))) return exitCode.interrupted;
    say(`${join(folder, 'final.safetensors')} is the model; best.safetensors beside it did best on val.`);
    return exitCode.done;
  }
  await expectNoSingleRun(folder);
  const first = await configFor({ ...options, run: memberFolder(folder, 1) });
  await keepMembers(folder, members);
  for (let member = 1; member <= members; member++) {
    say(`Member ${member} of ${members}:`);
    const own = { ...options, run: memberFolder(folder, member) };
    if (!(await trainOne(memberConfig(first, member), own, signal, folder))) return exitCode.interrupted;
  }
  say(`${await writeMembers(folder, members)} is the ensemble, for --model.`);
  return exitCode.done;
}

/** @throws RcnnError `bad-option` */
async function expectNoSingleRun(folder: string): Promise<void> {
  if ((await readRunConfig(folder)) === undefined) return;
  throw new RcnnError(
    'bad-option',
    `Expected --run to be a folder for --members, but ${folder} holds the run of one network. Name another.`,
  );
}

/** @param resumeBy the folder by which what was stopped resumes @returns whether the training came to its end */
async function trainOne(
  config: RunConfig,
  options: Options,
  signal: AbortSignal,
  resumeBy = options.run,
): Promise<boolean> {
  say(JSON.stringify(config, undefined, 2));
  using line = new TrainingLine();
  using bar = new ProgressBar();
  const resume = `Resume with: googlenet-rcnn train classifier --run ${shellWord(resumeBy)}`;
  const { finished, position } = await trainClassifier({
    ...options,
    config,
    cacheBytes: options.cache * 2 ** 20,
    signal,
    onProgress: bar.update,
    onData: ({ train, val }) => {
      bar.end();
      const learnt = `${train.images.length} photographs of ${train.classes.length} classes to learn from`;
      say(`${config.data}: ${learnt}, ${val.images.length} to measure on.`);
    },
    onBegin: ({ step, steps }) => {
      bar.end();
      if (step === steps) say(`${options.run} is finished already.`);
      else say(step > 0 ? `Resuming after step ${step} of ${steps}.` : `${steps} steps.`);
    },
    onStep: line.step,
    onValidation: line.validation,
  }).catch((error: unknown) => {
    bar.end();
    line.end();
    const stopped = error instanceof RcnnError && error.code === 'aborted';
    if (stopped && existsSync(options.run)) say(`Stopped; what is done is kept. ${resume}`);
    throw error;
  });
  line.end();
  if (!finished) say(`Stopped and saved after step ${position.step}. ${resume}`);
  return finished;
}

async function configFor({
  data,
  base,
  'train-from': trainFrom = trainableRows.at(-1)!,
  recipe: given,
  config,
  synsets,
  engine,
  run,
}: Options): Promise<RunConfig> {
  if (data === undefined) {
    refuseWithoutData({ base, recipe: given, config, synsets });
    const known = await readRunConfig(run);
    if (known) return known;
    throw new RcnnError('bad-option', `Expected --data, or --run with a run to resume; ${run} holds none.`);
  }
  const recipe = given ?? (base === undefined ? 'batch-norm' : 'fine-tune');
  const overrides = config === undefined ? {} : await readSettings(config);
  const settings = settingsFor(recipe, overrides, config);
  // A file is found again from any folder, a name is everywhere the same.
  const isFile = base !== undefined && !modelNames.includes(base) && existsSync(base);
  const found = isFile ? resolve(base) : base;
  const plan =
    found === undefined ? { settings } : await planFineTuning({ base: found, trainFrom }, settings);
  const named = synsets === undefined ? {} : { synsets: resolve(synsets) };
  return { format: 1, data: resolve(data), ...named, recipe, engine, ...plan };
}

/** A run's own configuration says these. */
function refuseWithoutData(options: Readonly<Record<string, string | undefined>>): void {
  const [name] = Object.keys(options).filter((option) => options[option] !== undefined);
  if (name === undefined) return;
  throw new RcnnError(
    'bad-option',
    `Expected --data with --${name}; --run alone resumes the run as it began.`,
  );
}
