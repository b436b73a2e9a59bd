import { mergeUnits } from '../../../jobs/merge-units.js';
import type { Command } from '../../command.js';
import { sayMerged } from '../../evaluation/say-merged.js';
import { type ErrorsOption, errorsOption } from '../../options/errors-option.js';
import { type StorageOption, storageOf, storageOption } from '../../options/job-options.js';

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
    const manifest = await mergeUnits(await storageOf(options, 'read'), run, out, { mixed });
    const describe = ({ data, model }: typeof manifest) =>
      `${data.images} images (${data.split}), by ${model.name}`;
    return sayMerged(out, manifest, { json, errors, describe });
  },
};
