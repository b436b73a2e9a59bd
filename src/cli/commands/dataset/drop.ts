import { dropClasses } from '../../../datasets/relabel.js';
import { statisticsOf } from '../../../datasets/statistics.js';
import type { Command } from '../../command.js';
import { writeRelabelled } from '../../dataset/relabelled.js';
import {
  type DatasetOptions,
  datasetOptions,
  type OutputOptions,
  outputOptions,
} from '../../options/dataset-options.js';
import { say } from '../../output/output.js';

interface Options extends DatasetOptions, OutputOptions {
  readonly classes: readonly string[];
}

export const command: Command<Options> = {
  build: (yargs) =>
    outputOptions(datasetOptions(yargs))
      .positional('classes', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'classes to remove',
      })
      .example('$0 dataset drop my-labels blurred --out without-blurred', 'photographs stay'),
  files: { reads: ['path', 'images', 'meta'], writes: ['out'], fills: ['out'] },
  run: async (options, context) => {
    await writeRelabelled(options, context, (dataset) => {
      const changed = dropClasses(dataset, options.classes);
      const more = statisticsOf(changed).empty - statisticsOf(dataset).empty;
      if (more > 0)
        say(`${more} photographs have no object any more; they stay as photographs without objects.`);
      return changed;
    });
  },
};
