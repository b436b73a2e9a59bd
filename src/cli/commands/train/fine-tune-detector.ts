/** `train detector --fine-tune`: a module of that command. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { wholeFrom1 } from '../../../check-arguments.js';
import { stem } from '../../../datasets/images.js';
import { RcnnError } from '../../../errors.js';
import { writeBeside } from '../../../platform/node/write-beside.js';
import { type FineTuned, fineTune } from '../../../training/detector/fine-tune/fine-tune.js';
import type { DividedData } from '../../../training/detector/fine-tune/hold-out.js';
import { type FineTuneConfig, readFineTuneConfig } from '../../../training/detector/fine-tune/run-config.js';
import { fineTuneSettings } from '../../../training/detector/fine-tune/settings.js';
import { modelNames } from '../../../weights/model-path.js';
import { type CommandContext, exitCode } from '../../command.js';
import { fieldOptions } from '../../options/fields.js';
import { readSettings } from '../../options/read-settings.js';
import { print, say, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { TrainingLine } from '../../output/training-line.js';
import { defaultOut, reportPath, sayReplaced } from '../../training/detector-names.js';
import { writeDetectorReport } from '../../training/detector-report.js';
import { heldOutTable } from '../../training/held-out-text.js';
import { sayLearntFrom } from '../../training/learnt-from.js';

/** What somebody waits for: 40 photographs are seen a dozen times. */
const MINUTES = 8;
/** What a run of minutes does otherwise: it sees each photograph a dozen times, at more sizes, and rises quickly. */
const SHORT = { scales: [480, 600, 720], warmUp: 30 };

export interface FineTuneChoices {
  readonly 'fine-tune': boolean;
  readonly 'validation-split'?: string;
  readonly config?: string;
  readonly minutes?: number;
  readonly proposals?: string;
  readonly workers?: number | undefined;
}

export function fineTuneChoices<T>(yargs: Argv<T>): Argv<T & FineTuneChoices> {
  return fieldOptions(
    yargs
      .option('fine-tune', {
        type: 'boolean',
        default: false,
        describe: 'train the whole network, not only heads on its features',
      })
      .option('validation-split', {
        type: 'string',
        describe: 'with --fine-tune: the split from which a sample is measured during training [val]',
      })
      .option('config', {
        type: 'string',
        describe: 'with --fine-tune: JSON file of settings, such as {"steps": 3000}',
      })
      .option('minutes', {
        type: 'number',
        describe: `with --fine-tune: minutes that the whole run takes, approximately [${MINUTES}, unless --config sets steps]`,
      })
      .option('proposals', {
        type: 'string',
        describe:
          "with --fine-tune: file that keeps the photographs' boxes, for several runs [in the run's folder]",
      }),
    { workers: wholeFrom1.optional() },
    {
      workers: 'with --fine-tune: photographs computed in parallel [one per core, at most 2]',
    },
  );
}

interface Options extends FineTuneChoices {
  readonly data?: string;
  readonly split?: string;
  readonly base: string;
  readonly run?: string;
  readonly seed: number;
  readonly name?: string;
  readonly out?: string;
  readonly json: boolean;
}

export async function fineTuneDetector(options: Options, { signal }: CommandContext): Promise<number> {
  const { proposals, workers, json } = options;
  const plan = await planFor(options);
  const { config, run, minutes } = plan;
  using line = new TrainingLine();
  using bar = new ProgressBar({ unit: 'images', quiet: json });
  const result = await fineTune({
    ...{ config, run, proposals, workers, signal },
    ...(minutes !== undefined && { minutes }),
    onData: (data) => {
      const heldOut = heldOutSentence(data, config);
      sayLearntFrom(data.dataset, { data: config.data, heldOut });
      if (plan.out !== undefined) sayReplaced(plan.out);
      if (minutes !== undefined) say(`About ${minutes} minutes; --minutes gives it more, which is better.`);
    },
    onProgress: (progress) => {
      line.end();
      bar.update(progress);
    },
    onBegin: ({ step, steps }) => {
      bar.end();
      if (step === steps) say(`${run} is finished already.`);
      else say(step > 0 ? `Resuming after step ${step} of ${steps}.` : `${steps} steps.`);
    },
    onStep: line.step,
    onValidation: (record) => {
      bar.end();
      line.validation(record);
    },
  });
  line.end();
  bar.end();
  if (!result.finished) {
    say(
      `Stopped and saved after step ${result.position.step}. Resume with: googlenet-rcnn train detector --fine-tune --run ${run}`,
    );
    return exitCode.interrupted;
  }
  await deliver(result, plan, { json, signal });
  return exitCode.done;
}

interface Plan {
  readonly config: FineTuneConfig;
  readonly run: string;
  /** Undefined where the settings say how many steps. */
  readonly minutes?: number;
  /** The detector's file beside the run; undefined where a run is resumed by its folder. */
  readonly out?: string;
}

async function planFor(options: Options): Promise<Plan> {
  const { data, split, base, seed, config, minutes } = options;
  if (minutes !== undefined && !(minutes > 0)) {
    throw new RcnnError('bad-option', `Expected --minutes to be more than 0, but got ${minutes}.`);
  }
  if (data === undefined) return resumed(options);
  const { out = defaultOut(data) } = options;
  const { name = stem(out) } = options;
  const { run = join('runs', name) } = options;
  const given = config === undefined ? {} : ((await readSettings(config)) as object);
  const timed = minutes !== undefined || !('steps' in given);
  const settings = fineTuneSettings({ seed, ...(timed && SHORT), ...given }, config);
  // A file is found again from any folder, a name is everywhere the same.
  const isFile = !modelNames.includes(base) && existsSync(base);
  const validationSplit = options['validation-split'];
  const found = { data: resolve(data), base: isFile ? resolve(base) : base };
  return {
    config: {
      format: 1,
      ...found,
      ...(split && { split }),
      ...(validationSplit && { validationSplit }),
      name,
      settings,
    },
    ...{ run, out },
    ...(timed && { minutes: minutes ?? MINUTES }),
  };
}

async function resumed({ run, out }: Options): Promise<Plan> {
  const config = run === undefined ? undefined : await readFineTuneConfig(run);
  if (config) return { config, run: run!, ...(out !== undefined && { out }) };
  const where = run === undefined ? '' : `; ${run} holds none`;
  throw new RcnnError('bad-option', `Expected --data, or --run with a run to resume${where}.`);
}

function heldOutSentence({ dataset, validation, drawn }: DividedData, { settings }: FineTuneConfig): string {
  const count = validation.images.length;
  if (!drawn) {
    const split = validation.images[0]?.split;
    return `Held out: the ${count} photographs${split === undefined ? '' : ` of the split ${split}`}, which are measured on and not learnt from.`;
  }
  const all = count + dataset.images.length;
  return `Held out: ${count} of ${all} photographs, drawn at random (seed ${settings.seed}), which are measured on and not learnt from.`;
}

/** The detector under its name, its report, and its numbers. */
async function deliver(
  { heldOut, data }: FineTuned,
  { config, run, out }: Plan,
  { json, signal }: { json: boolean; signal: AbortSignal },
): Promise<void> {
  const final = join(run, 'final.safetensors');
  if (out !== undefined) await writeBeside(out, [await readFile(final)]);
  const detector = out ?? final;
  if (!heldOut) return say(`${detector} is the detector.`);
  const report = reportPath(detector);
  const how = heldOutSentence(data, config);
  const dataset = data.validation;
  const written = { name: config.name, data: config.data, dataset, heldOut, curve: [], how };
  await writeDetectorReport(report, written, { signal });
  if (json) {
    const { mAP, classes } = heldOut;
    return writeJsonLine({ out: detector, report, mAP: mAP ?? null, classes, curve: [], advice: null });
  }
  await print(heldOutTable(heldOut));
  say(`${detector} is the detector, ${report} the report.`);
}
