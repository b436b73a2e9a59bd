import { mergeClasses } from '../../../datasets/relabel.js';
import { classesArgument, relabelCommand } from '../../dataset/relabel-command.js';

interface Options {
  readonly classes: readonly string[];
  readonly into: string;
}

export const command = relabelCommand<Options>({
  build: (yargs) =>
    classesArgument(yargs, 'classes to merge')
      .option('into', { type: 'string', demandOption: true, describe: 'its name; may be one of them' })
      .example('$0 dataset merge my-labels Tabby tabby --into tabby --out merged', ''),
  change:
    ({ classes, into }) =>
    (dataset) =>
      mergeClasses(dataset, classes, into),
});
