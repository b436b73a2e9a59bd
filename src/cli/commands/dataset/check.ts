import { checkBoxes, checkPhotographs } from '../../../datasets/check.js';
import {
  type Format,
  readDataset,
  readDetections,
  truthFormats,
  truthHelp,
} from '../../../datasets/formats.js';
import { BadDatasetError, type Problem } from '../../../datasets/problem.js';
import { type Command, type CommandContext, exitCode } from '../../command.js';
import { print, table, writeJsonLine } from '../../output/output.js';
import { ProgressBar } from '../../output/progress-bar.js';

interface Options {
  readonly path: string;
  readonly split: string | undefined;
  readonly format: Format | 'auto';
  readonly detections: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly meta: string | undefined;
  readonly images: string | undefined;
  readonly photographs: boolean;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('path', {
        type: 'string',
        demandOption: true,
        describe: truthHelp,
      })
      .option('split', {
        type: 'string',
        describe: 'one of several splits (default: all; val with --detections)',
      })
      .option('format', {
        choices: ['auto', ...truthFormats] as const,
        default: 'auto' as const,
        describe: 'form of the data set, where the path does not tell',
      })
      .option('detections', { type: 'string', describe: 'check these results on the data set as well' })
      .option('classes', { type: 'string', array: true, describe: 'the classes that there should be' })
      .option('meta', { type: 'string', describe: "ILSVRC's list of classes, lines <id>,<wnid>,<name>" })
      .option('images', { type: 'string', describe: 'folder of the photographs of a COCO file' })
      .option('photographs', {
        type: 'boolean',
        default: true,
        describe: 'open the photographs; --no-photographs checks records alone',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 dataset check VOC2012 --split train', 'each doubtful record with file and line')
      .example('$0 dataset check instances_val2017.json --images val2017 --json', ''),
  run: async (options, context) => {
    const { counts, problems } = await check(options, context);
    if (options.json) await writeJsonLine({ ok: problems.length === 0, counts, problems });
    else {
      if (problems.length > 0) await print(problemTable(problems));
      await print(`${counts.images} images, ${counts.objects} objects, ${problems.length} doubtful records`);
    }
    return problems.length > 0 ? exitCode.partlyFailed : exitCode.done;
  },
};

async function check(options: Options, { signal }: CommandContext) {
  const { path, split, format, classes, meta, images } = options;
  const problems: Problem[] = [];
  const counts = { images: 0, objects: 0, detections: 0 };
  const onProblem = (problem: Problem) => {
    problems.push(problem);
  };
  using bar = new ProgressBar({ unit: 'files', quiet: options.json });
  const work = { signal, onProgress: bar.update, onProblem, onNote: onProblem };
  const chosen = {
    ...(split !== undefined && { split }),
    ...(classes && { classes }),
    ...(meta !== undefined && { meta }),
    ...(images !== undefined && { imageRoot: images }),
  };
  const use = options.detections === undefined ? 'all' : 'evaluate';
  try {
    const dataset = await readDataset(path, { format, use, ...chosen, ...work });
    counts.images = dataset.images.length;
    counts.objects = dataset.truth.length;
    checkBoxes(dataset.truth, dataset, onProblem);
    if (options.photographs) await checkPhotographs(dataset, work);
    if (options.detections !== undefined) {
      const detections = await readDetections(options.detections, dataset, {
        onProblem,
        signal,
        ...(split !== undefined && { split }),
      });
      counts.detections = detections.length;
      checkBoxes(detections, dataset, onProblem);
    }
  } catch (error) {
    // A file too broken to read on in is the last record of the list, not the end of the report.
    if (!(error instanceof BadDatasetError)) throw error;
    problems.push(error.problem);
  }
  return { counts, problems };
}

function problemTable(problems: readonly Problem[]): string {
  const rows = problems.map(({ kind, file, line, message }) => [
    kind,
    `${file}${line === undefined ? '' : `:${line}`}`,
    message,
  ]);
  return table(rows, { head: ['doubt', 'where', 'what'] });
}
