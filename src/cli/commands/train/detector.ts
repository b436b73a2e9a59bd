import { join } from 'node:path';
import { counted } from '../../../counted.js';
import { readDataset, truthHelp } from '../../../datasets/formats.js';
import { stem } from '../../../datasets/images.js';
import type { Dataset } from '../../../datasets/records.js';
import { loadEngine } from '../../../engines/index.js';
import { RcnnError } from '../../../errors.js';
import { loadFields } from '../../../load-fields.js';
import { shellWord } from '../../../shell-word.js';
import { trainDetectorSchema } from '../../../training/detector/check-options.js';
import { describeTraining } from '../../../training/detector/describe-training.js';
import { KeptFeatures } from '../../../training/detector/kept-features.js';
import { adviseMore } from '../../../training/detector/learning-curve.js';
import { type TrainedDetector, trainDetector } from '../../../training/detector/train-detector.js';
import { loadModel } from '../../../weights/model-file.js';
import { modelPath } from '../../../weights/model-path.js';
import type { Command, CommandContext } from '../../command.js';
import { type EngineOptions, threadsOption } from '../../options/engine-options.js';
import { fieldOptions } from '../../options/fields.js';
import { Notes } from '../../output/notes.js';
import { say, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';
import { defaultOut, reportPath, sayReplaced } from '../../training/detector-names.js';
import { writeDetectorReport } from '../../training/detector-report.js';
import { formerCard, sayChange } from '../../training/former-detector.js';
import { crossFittingSentence } from '../../training/held-out-sentence.js';
import { adviceText, printHeldOut } from '../../training/held-out-text.js';
import { sayLearntFrom } from '../../training/learnt-from.js';
import { type FineTuneChoices, fineTuneChoices, refuseWithHeads } from '../../training/network-options.js';
import { trainWholeNetwork } from './whole-network.js';

interface Options extends Partial<EngineOptions>, FineTuneChoices {
  readonly data?: string;
  readonly split?: string;
  readonly base: string;
  readonly out?: string;
  readonly run?: string;
  readonly images?: number | undefined;
  readonly cropImages?: number | undefined;
  readonly seed: number;
  readonly name?: string;
  readonly json: boolean;
}

/** Shared by all trainings of heads: features are kept by what they are of. */
const KEPT = join('runs', 'detector');

const { images, cropImages, seed } = trainDetectorSchema.shape;
/** Defaults of what heads alone take; not the options' own, which shows whether they were given. */
const HEADS = { engine: 'auto', images: 100_000, cropImages: 0 } as const;
const fields = {
  engine: loadFields.engine.unwrap().optional(),
  images: images.optional(),
  cropImages: cropImages.optional(),
  seed: seed.default(1),
};

const examples: [string, string][] = [
  [
    '$0 train detector --data my-labels',
    'my-labels.safetensors, heads on the features of the base: a minute; again with more photographs: seconds',
  ],
  [
    '$0 train detector --data my-labels --fine-tune',
    'the whole network, about 8 minutes; --minutes 60 gives it more; stopped, the same command resumes',
  ],
];

export const command: Command<Options> = {
  build: (yargs) =>
    fineTuneChoices(
      threadsOption(
        fieldOptions(
          yargs
            .option('data', { type: 'string', describe: truthHelp })
            .option('split', { type: 'string', describe: 'one of several splits [train]' })
            .option('base', {
              type: 'string',
              default: 'voc',
              describe: 'the network whose features are used',
            })
            .option('out', {
              type: 'string',
              describe:
                'the detector to write, .safetensors, its report beside it [named after the folder of --data]',
            })
            .option('run', {
              type: 'string',
              describe:
                'folder that keeps what is done [runs/detector; with --fine-tune or --recipe runs/<name>]',
            }),
          fields,
          {
            images: `of heads: use at most this many images [${HEADS.images}]`,
            cropImages: `of these, for the heads of --regions crops, which cost ten times as much [${HEADS.cropImages}]`,
            seed: 'of every random choice',
            engine: `of heads: what runs the network; auto takes the first that loads [${HEADS.engine}]`,
          },
        )
          .option('name', { type: 'string', describe: 'name on the card [that of the file --out]' })
          .option('json', { type: 'boolean', default: false, describe: 'the numbers as one JSON value' }),
      ),
    ).example(examples),
  files: { reads: ['data', 'base', 'config'], writes: ['out', 'run'] },
  run: (options, context) =>
    options['fine-tune'] || options.recipe !== undefined
      ? trainWholeNetwork(options, context)
      : train(options, context),
};

async function train(options: Options, { signal }: CommandContext): Promise<undefined> {
  const { data, seed, json, threads } = options;
  const { images = HEADS.images, cropImages = HEADS.cropImages, engine: choice = HEADS.engine } = options;
  const { run = KEPT } = options;
  refuseWithHeads(options);
  if (data === undefined) {
    throw new RcnnError('bad-option', 'Expected --data, or --fine-tune or --recipe with --run to resume.');
  }
  const { out = defaultOut(data) } = options;
  const { name = stem(out) } = options;
  modelPath(options.base, 'detector'); // a wrong name is said before all that follows
  const dataset = await readLabels({ data, split: options.split }, signal);
  const how = crossFittingSentence(Math.min(images, dataset.images.length), seed);
  sayLearntFrom(dataset, { data, images, heldOut: how });
  sayReplaced(out);
  const former = await formerCard(out);
  const [base, engine] = await Promise.all([loadModel(options.base), loadEngine(choice)]);
  using bar = new ProgressBar({ unit: 'done', quiet: json });
  const trained = await trainDetector({
    ...{ dataset, base, engine, threads, run, seed, images, cropImages, out, name },
    ...describeTraining({ dataset, base, images, cropImages, seed, name }),
    signal,
    onProgress: bar.update,
  }).catch(async (error: unknown) => {
    bar.end();
    if (signal.aborted) await sayStopped(run);
    throw error;
  });
  bar.end();
  const report = reportPath(out);
  await writeDetectorReport(report, { ...trained, name, data, how }, { signal });
  await tell(trained, { out, report, json });
  if (!json) sayChange(former, trained.card);
  await tellKept(run);
}

async function readLabels(
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

async function tell(
  { heldOut, curve }: TrainedDetector,
  { out, report, json }: { out: string; report: string; json: boolean },
): Promise<void> {
  if (json) {
    const { classes, mAP } = heldOut;
    const advice = adviseMore(curve, classes);
    await writeJsonLine({ out, report, mAP: mAP ?? null, classes, curve, advice: advice ?? null });
    return;
  }
  await printHeldOut(heldOut);
  say(adviceText(curve, heldOut));
  say(`${out} is the detector, ${report} the report.`);
}

async function sayStopped(run: string): Promise<void> {
  const { length } = await KeptFeatures.list(run);
  say(
    `Stopped; ${run} keeps the features of ${counted(length, 'photograph')}. The same command resumes after them.`,
  );
}

/** Features are kept by what they depend on, so that the next training takes seconds. */
async function tellKept(run: string): Promise<void> {
  const kept = await KeptFeatures.list(run);
  const megabytes = kept.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  say(
    `${run} keeps the features of ${counted(kept.length, 'photograph')}, ${megabytes.toFixed(0)} MB, for the next training; \`features clean --run ${shellWord(run)}\` removes them.`,
  );
}
