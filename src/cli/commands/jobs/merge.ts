import { join } from 'node:path';
import { mergeUnits } from '../../../jobs/merge-units.js';
import { failedLines } from '../../../runs/read-run.js';
import { RESULTS_FILE } from '../../../runs/results-file.js';
import type { Command } from '../../command.js';
import { describeFailures } from '../../evaluation/failures.js';
import { codeOfFailures, type ErrorsOption, errorsOption } from '../../options/errors-option.js';
import { type StorageOption, storageOf, storageOption } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options extends StorageOption, ErrorsOption {
  readonly run: string;
  readonly out: string;
  readonly mixed: boolean;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    errorsOption(storageOption(yargs))
      .positional('run', { type: 'string', demandOption: true, describe: 'as `jobs submit` printed it' })
      .option('out', {
        type: 'string',
        demandOption: true,
        describe:
          'folder to write, as of one process; while images are missing nothing is written, and the exit code is 1',
      })
      .option('mixed', {
        type: 'boolean',
        default: false,
        describe: 'results of several classes of processors or runtimes are meant: last digits differ',
      })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example(
        '$0 jobs merge 0123456789abcdef --out runs/val',
        'then `evaluate --detections runs/val/results.ndjson`',
      ),
  files: { reads: ['storage'], writes: ['out'] },
  run: async ({ run, out, mixed, json, errors, ...options }) => {
    const { data, model } = await mergeUnits(await storageOf(options, 'read'), run, out, { mixed });
    const results = join(out, RESULTS_FILE);
    const { split, images } = data;
    const failures = await failedLines(out);
    if (json) await writeJsonLine({ results, model: model.name, split, images, failures });
    else {
      const text = `${results}: ${images} images (${split}), by ${model.name}`;
      say([...describeFailures(failures, 'their lines say why'), text].join('\n\n'));
    }
    return codeOfFailures(failures.length, { errors });
  },
};
