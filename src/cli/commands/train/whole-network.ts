/** `train detector --fine-tune` and `--recipe rcnn`, which train the whole network: a module of that command. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stem } from '../../../datasets/images.js';
import { RcnnError } from '../../../errors.js';
import { writeBeside } from '../../../platform/node/write-beside.js';
import { shellWord } from '../../../shell-word.js';
import type { FineTuned } from '../../../training/detector/fine-tune/fine-tune.js';
import type { DividedData } from '../../../training/detector/fine-tune/hold-out.js';
import type { NetworkRunConfig } from '../../../training/detector/fine-tune/run-config.js';
import { loadModel } from '../../../weights/model-file.js';
import { modelNames, modelPath } from '../../../weights/model-path.js';
import { type CommandContext, exitCode } from '../../command.js';
import { readSettings } from '../../options/read-settings.js';
import { say, warn, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { TrainingLine } from '../../output/training-line.js';
import { defaultOut, reportPath, sayReplaced } from '../../training/detector-names.js';
import { writeDetectorReport } from '../../training/detector-report.js';
import { formerCard, sayChange } from '../../training/former-detector.js';
import { copiesSentence, heldOutSentence } from '../../training/held-out-sentence.js';
import { printHeldOut } from '../../training/held-out-text.js';
import { sayLearntFrom } from '../../training/learnt-from.js';
import { type FineTuneChoices, type HeadChoices, refuseOfHeads } from '../../training/network-options.js';
import { aboutMinutes, fineTuning, rcnn, stepsText, type Way } from '../../training/network-ways.js';

interface Options extends FineTuneChoices, HeadChoices {
  readonly data?: string;
  readonly split?: string;
  readonly base: string;
  readonly run?: string;
  readonly seed: number;
  readonly name?: string;
  readonly out?: string;
  readonly json: boolean;
}

export async function trainWholeNetwork(options: Options, context: CommandContext): Promise<number> {
  refuseOfHeads(options);
  return options.recipe === 'rcnn' ? trainBy(rcnn, options, context) : trainBy(fineTuning, options, context);
}

async function trainBy<Config extends NetworkRunConfig>(
  way: Way<Config>,
  options: Options,
  { signal }: CommandContext,
): Promise<number> {
  const { workers, json } = options;
  const plan = await planFor(way, options);
  const { config, run, minutes } = plan;
  using line = new TrainingLine();
  using bar = new ProgressBar({ unit: 'images', quiet: json });
  const result = await way.train({
    ...{ config, run, workers, signal },
    ...(minutes !== undefined && { minutes }),
    onData: (data) => sayData(plan, data),
    onProgress: (progress) => {
      line.end();
      bar.update(progress);
    },
    onBegin: (begin) => {
      bar.end();
      sayBegin(plan, begin);
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
      `Stopped and saved after step ${result.position.step}. Resume with: googlenet-rcnn train detector ${way.words} --run ${shellWord(run)}`,
    );
    return exitCode.interrupted;
  }
  await deliver(result, plan, { json, signal });
  return exitCode.done;
}

function sayData({ config, out, minutes }: Plan, data: DividedData): void {
  const heldOut = heldOutSentence(data, config);
  sayLearntFrom(data.dataset, { data: config.data, heldOut });
  const copies = copiesSentence(data);
  if (copies !== undefined) warn(copies);
  if (out !== undefined) sayReplaced(out);
  if (minutes !== undefined) say(aboutMinutes(minutes));
}

function sayBegin(
  { run, minutes }: Plan,
  { step, steps }: { readonly step: number; readonly steps: number },
): void {
  if (step === steps) say(`${run} is finished already.`);
  else say(step > 0 ? `Resuming after step ${step} of ${steps}.` : stepsText(steps, minutes));
}

interface Plan<Config = NetworkRunConfig> {
  readonly config: Config;
  readonly run: string;
  /** Undefined where the settings say how many steps. */
  readonly minutes?: number;
  /** The detector's file beside the run; undefined where the run's record names none. */
  readonly out?: string;
}

async function planFor<Config extends NetworkRunConfig>(
  way: Way<Config>,
  options: Options,
): Promise<Plan<Config>> {
  const { data, split, base, config, minutes: asked } = options;
  if (asked !== undefined && !(asked > 0)) {
    throw new RcnnError('bad-option', `Expected --minutes to be more than 0, but got ${asked}.`);
  }
  if (data === undefined) return resumed(way, options);
  const { out = defaultOut(data) } = options;
  const { name = stem(out) } = options;
  const { run = join('runs', name) } = options;
  modelPath(base);
  const given = config === undefined ? {} : ((await readSettings(config)) as object);
  const { minutes, ...begun } = way.begin(options, given);
  // A file is found again from any folder, a name is everywhere the same.
  const isFile = !modelNames.includes(base) && existsSync(base);
  const validationSplit = options['validation-split'];
  const found = { data: resolve(data), base: isFile ? resolve(base) : base };
  const files = filesOf({ ...options, out });
  const splits = { ...(split && { split }), ...(validationSplit && { validationSplit }) };
  const whole = { format: 1, ...found, ...files, ...splits, name, ...begun } as unknown as Config;
  return { config: whole, run, out, ...(minutes !== undefined && { minutes }) };
}

async function resumed<Config extends NetworkRunConfig>(
  { read }: Way<Config>,
  options: Options,
): Promise<Plan<Config>> {
  const { run } = options;
  const begun = run === undefined ? undefined : await read(run);
  if (begun) {
    const config = { ...begun, ...filesOf(options) };
    return { config, run: run!, ...(config.out !== undefined && { out: config.out }) };
  }
  const where = run === undefined ? '' : `; ${run} holds none`;
  throw new RcnnError('bad-option', `Expected --data, or --run with a run to resume${where}.`);
}

/** Those that are named, to be found again from any folder. */
function filesOf({
  proposals,
  out,
}: Pick<Options, 'proposals' | 'out'>): Pick<NetworkRunConfig, 'proposals' | 'out'> {
  return {
    ...(proposals !== undefined && { proposals: resolve(proposals) }),
    ...(out !== undefined && { out: resolve(out) }),
  };
}

/** The detector under its name, its report, and its numbers. */
async function deliver(
  { heldOut, data }: FineTuned,
  { config, run, out }: Plan,
  { json, signal }: { json: boolean; signal: AbortSignal },
): Promise<void> {
  const final = join(run, 'final.safetensors');
  const former = out === undefined ? undefined : await formerCard(out);
  if (out !== undefined) await writeBeside(out, [await readFile(final)]);
  const detector = out ?? final;
  if (!heldOut) return say(`${detector} is the detector.`);
  const report = reportPath(detector);
  const how = heldOutSentence(data, config);
  const written = { name: config.name, data: config.data, dataset: data.validation, heldOut, curve: [], how };
  await writeDetectorReport(report, written, { signal });
  if (json) {
    const { mAP, classes } = heldOut;
    return writeJsonLine({ out: detector, report, mAP: mAP ?? null, classes, curve: [], advice: null });
  }
  await printHeldOut(heldOut);
  sayChange(former, (await loadModel(final)).card);
  say(`${detector} is the detector, ${report} the report.`);
}
