import { counted } from '../../../counted.js';
import { checkBoxes, checkPhotographs } from '../../../datasets/check.js';
import { checkClasses, checkCopies, checkSame } from '../../../datasets/check-set.js';
import { type Format, readDataset, readDetections, resultFormats } from '../../../datasets/formats.js';
import {
  BadDatasetError,
  describeProblem,
  type Problem,
  type ProblemKind,
} from '../../../datasets/problem.js';
import type { Dataset } from '../../../datasets/records.js';
import { statisticsOf } from '../../../datasets/statistics.js';
import type { LongWork } from '../../../progress.js';
import { type Command, type CommandContext, exitCode } from '../../command.js';
import { type DatasetOptions, datasetOptions } from '../../options/dataset-options.js';
import { print, table, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options extends DatasetOptions {
  readonly detections?: string;
  readonly 'detections-format': Format | 'auto';
  readonly classes?: readonly string[];
  readonly photographs: boolean;
}

/** What is told, but is right as it is. */
const NO_DOUBT: readonly ProblemKind[] = ['unused-class', 'unlabelled'];

export const command: Command<Options> = {
  build: (yargs) =>
    datasetOptions(yargs)
      .option('detections', { type: 'string', describe: 'check these results on the data set too' })
      .option('detections-format', {
        choices: ['auto', ...resultFormats] as const,
        default: 'auto' as const,
        describe: 'format of the results, where it is not recognised',
      })
      .option('classes', { type: 'string', array: true, describe: 'the classes that are expected' })
      .option('photographs', {
        type: 'boolean',
        default: true,
        describe: 'open the photographs; --no-photographs checks only the records',
      })
      .example('$0 dataset check VOC2012 --split train', 'each doubtful record with file and line')
      .example('$0 dataset check instances_val2017.json --images val2017 --json', ''),
  files: { reads: ['path', 'detections', 'images', 'meta'], writes: [] },
  run: async (options, context) => {
    const found = await check(options, context);
    const { problems } = found;
    if (options.json) await writeJsonLine({ ok: problems.length === 0, ...found });
    else await print(reportOf(found));
    return problems.length > 0 ? exitCode.partlyFailed : exitCode.done;
  },
};

interface Found {
  readonly counts: { images: number; objects: number; detections: number };
  readonly classes: readonly ClassCount[];
  readonly kinds: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

interface ClassCount {
  readonly name: string;
  readonly objects: number;
  readonly images: number;
}

async function check(options: Options, { signal }: CommandContext): Promise<Found> {
  const { path, split, format, classes, meta, images } = options;
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const onProblem = (problem: Problem) => {
    (NO_DOUBT.includes(problem.kind) ? notes : problems).push(problem);
  };
  let dataset: Dataset | undefined;
  let detected = 0;
  using bar = new ProgressBar({ unit: 'files', quiet: options.json });
  const work = { signal, onProgress: bar.update, onProblem };
  try {
    dataset = await readDataset(path, {
      format,
      use: options.detections === undefined ? 'all' : 'evaluate',
      ...(split !== undefined && { split }),
      ...(classes && { classes }),
      ...(meta !== undefined && { meta }),
      ...(images !== undefined && { imageRoot: images }),
      ...work,
      onNote: onProblem,
    });
    const sized = await checkTruth(dataset, options, work);
    detected = await checkDetections(sized, options, { signal, onProblem });
  } catch (error) {
    // A file too broken to read on in is the last record of the list, not the end of the report.
    if (!(error instanceof BadDatasetError)) throw error;
    problems.push(error.problem);
  }
  return foundOf(dataset, { problems, notes, detected });
}

/** Boxes and classes first, then the photographs. @returns the data set with the sizes that its photographs have */
async function checkTruth(
  dataset: Dataset,
  { path, photographs }: Options,
  work: LongWork & { readonly onProblem: (problem: Problem) => void },
): Promise<Dataset> {
  const ofPhotographs: Problem[] = [];
  const looked = { ...work, onProblem: (problem: Problem) => ofPhotographs.push(problem) > 0 };
  const sized = photographs ? { ...dataset, images: await checkPhotographs(dataset, looked) } : dataset;
  checkBoxes(dataset.truth, sized, work.onProblem);
  checkClasses(dataset, path, work.onProblem);
  checkCopies(dataset, path, work.onProblem);
  if (photographs) {
    for (const problem of ofPhotographs) work.onProblem(problem);
    await checkSame(dataset, work);
  }
  return sized;
}

async function checkDetections(
  dataset: Dataset,
  { detections: path, 'detections-format': format, split }: Options,
  work: { readonly signal: AbortSignal; readonly onProblem: (problem: Problem) => void },
): Promise<number> {
  if (path === undefined) return 0;
  const detections = await readDetections(path, dataset, {
    format,
    ...work,
    ...(split !== undefined && { split }),
  });
  checkBoxes(detections, dataset, work.onProblem);
  return detections.length;
}

function foundOf(
  dataset: Dataset | undefined,
  { problems, notes, detected }: Pick<Found, 'problems' | 'notes'> & { readonly detected: number },
): Found {
  const statistics = dataset && statisticsOf(dataset);
  const { images = 0, objects = 0 } = statistics ?? {};
  const kinds: Record<string, number> = {};
  for (const { kind } of problems) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const classes = statistics?.classes.map(({ name, objects, images }) => ({ name, objects, images })) ?? [];
  return {
    counts: { images, objects, detections: detected },
    classes,
    kinds,
    problems,
    notes,
  };
}

function reportOf({ counts, classes, kinds, problems, notes }: Found): string {
  const perClass = classes.map(({ name, objects, images }) => [name, objects, images]);
  const doubts = problems.map(({ kind, file, line, message }) => [
    kind,
    `${file}${line === undefined ? '' : `:${line}`}`,
    message,
  ]);
  const byKind = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  return [
    perClass.length > 0 && table(perClass, { head: ['class', 'objects', 'photographs'], right: [1, 2] }),
    doubts.length > 0 && table(doubts, { head: ['doubt', 'where', 'what'] }),
    notes.map((note) => `note: ${describeProblem(note)}`).join('\n'),
    `${counted(counts.images, 'image')}, ${counted(counts.objects, 'object')}, ${counted(problems.length, 'doubtful record')}${byKind.length > 0 ? `: ${byKind.join(', ')}` : ''}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
