import { rows } from '../../../datasets/formats.js';
import { samePhotographs } from '../../../datasets/same-photographs.js';
import { splitDataset } from '../../../datasets/split-dataset.js';
import { type Statistics, statisticsOf } from '../../../datasets/statistics.js';
import { RcnnError } from '../../../errors.js';
import type { Command } from '../../command.js';
import { placeForLabels, summaryOf, writeLabels } from '../../dataset/write-labels.js';
import {
  type DatasetOptions,
  datasetOptions,
  type OutputOptions,
  outputOptions,
  readChosen,
  targetFormat,
} from '../../options/dataset-options.js';
import { print, say, table, warn, writeJsonLine } from '../../output/output.js';

interface Options extends DatasetOptions, OutputOptions {
  readonly val: number;
  readonly test: number;
  readonly 'group-by'?: string;
  readonly seed: number;
}

export const command: Command<Options> = {
  build: (yargs) =>
    outputOptions(datasetOptions(yargs))
      .option('val', {
        type: 'number',
        default: 0.2,
        describe: 'share of the photographs for validation, 0 to 1',
      })
      .option('test', { type: 'number', default: 0, describe: 'share for the final test' })
      .option('group-by', {
        type: 'string',
        describe:
          'keep together what belongs together: "folder", or a pattern of the path such as "^(cam\\d+)"',
      })
      .option('seed', { type: 'number', default: 1, describe: 'of the random choice' })
      .example('$0 dataset split my-labels --out splits', 'a fifth of the photographs for validation')
      .example('$0 dataset split shots --val 0.1 --test 0.1 --group-by folder --to yolo --out yolo', ''),
  files: { reads: ['path', 'images', 'meta'], writes: ['out'], fills: ['out'] },
  run: async (options, context) => {
    const to = await targetFormat(options);
    if (!rows[to].truth?.kept.splits) {
      throw new RcnnError(
        'bad-option',
        `Expected a form that has splits, but ${to} has none: choose one with --to, such as yolo, voc or coco.`,
      );
    }
    const out = await placeForLabels(options, to);
    const { val, test, seed, photographs } = options;
    const dataset = await readChosen(options, context);
    const groupBy = groupOf(options['group-by']);
    const same = await samePhotographs(dataset, context);
    const divided = splitDataset(dataset, { val, test, seed, same, ...(groupBy && { groupBy }) });
    const statistics = statisticsOf(divided);
    warnOfMissing(statistics);
    await writeLabels(divided, { path: out, format: to, photographs, ...context });
    if (options.json) await writeJsonLine({ out, format: to, ...statistics });
    else {
      await print(splitTable(statistics));
      say(summaryOf(out, divided, to));
    }
  },
};

function groupOf(given: string | undefined): 'folder' | RegExp | undefined {
  if (given === undefined || given === 'folder') return given;
  try {
    return new RegExp(given);
  } catch (cause) {
    const message = `Expected --group-by to be "folder" or a regular expression, but: ${(cause as Error).message}.`;
    throw new RcnnError('bad-option', message, { cause });
  }
}

/** A class that is not in a split cannot be learnt from it, or measured on it. */
function warnOfMissing({ classes, splits }: Statistics): void {
  for (const name of Object.keys(splits)) {
    const missing = classes.filter((one) => one.objects > 0 && !one.splits[name]).map((one) => one.name);
    if (missing.length > 0)
      warn(`${name} has no ${missing.join(', ')}: try another --seed, or larger shares.`);
  }
}

function splitTable({ classes, splits }: Statistics): string {
  const names = Object.keys(splits);
  const body = classes.map((one) => [one.name, ...names.map((name) => one.splits[name] ?? 0)]);
  const photographs = ['photographs', ...names.map((name) => splits[name]!)];
  return table([...body, photographs], {
    head: ['objects', ...names],
    right: names.map((_, index) => index + 1),
  });
}
