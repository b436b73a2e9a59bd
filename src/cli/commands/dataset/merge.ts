import { mergeClasses } from '../../../datasets/relabel.js';
import type { Command } from '../../command.js';
import { writeRelabelled } from '../../dataset/relabelled.js';
import {
  type DatasetOptions,
  datasetOptions,
  type OutputOptions,
  outputOptions,
} from '../../options/dataset-options.js';

interface Options extends DatasetOptions, OutputOptions {
  readonly classes: readonly string[];
  readonly into: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    outputOptions(datasetOptions(yargs))
      .positional('classes', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'classes to merge',
      })
      .option('into', { type: 'string', demandOption: true, describe: 'its name; may be one of them' })
      .example('$0 dataset merge my-labels Tabby tabby --into tabby --out merged', ''),
  files: { reads: ['path', 'images', 'meta'], writes: ['out'], fills: ['out'] },
  run: async (options, context) => {
    await writeRelabelled(options, context, (dataset) =>
      mergeClasses(dataset, options.classes, options.into),
    );
  },
};
