import { RcnnError } from '../../errors.js';
import type { ModuleKind } from '../../googlenet/inception.js';
import { summarise } from '../../googlenet/summary.js';
import type { Command } from '../command.js';
import { print, writeJsonLine } from '../output/output.js';
import { summaryTable } from '../output/summary-table.js';

interface Options {
  readonly input: number;
  readonly classes: number;
  readonly modules: ModuleKind;
  readonly width: number;
  readonly aux: boolean;
  readonly json: boolean;
}

/** Below it the narrowest branch of the paper's network, 16 channels, would have none. */
const NARROWEST = 1 / 32;

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .option('input', { type: 'number', default: 224, describe: 'side of the square input in pixels' })
      .option('classes', { type: 'number', default: 1000, describe: 'outputs of the classifier' })
      .option('modules', {
        choices: ['reduced', 'naive'] as const,
        default: 'reduced' as const,
        describe: 'inception modules of Figure 2b or 2a',
      })
      .option('width', { type: 'number', default: 1, describe: 'multiplies every channel count' })
      .option('aux', { type: 'boolean', default: false, describe: 'with the auxiliary classifiers' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 summary', 'Table 1 of the paper')
      .example('$0 summary --modules naive', 'what the 1x1 reductions save')
      .example('$0 summary --aux --json', 'with the training heads, for a script'),
  run: async ({ input, classes, modules, width, aux, json }) => {
    for (const [name, value] of Object.entries({ classes, width })) {
      if (!(value > 0)) throw badOption(name, 'above 0', value);
    }
    if (!Number.isInteger(classes)) throw badOption('classes', 'a whole number', classes);
    if (width < NARROWEST) throw badOption('width', `at least ${NARROWEST}`, width);
    const options = { classes, modules, width, auxiliary: aux };
    const summary = summarise(options, { width: input, height: input });
    if (json) await writeJsonLine({ options, input, ...summary });
    else await print(summaryTable(summary));
  },
};

function badOption(name: string, expected: string, value: number): RcnnError {
  return new RcnnError('bad-option', `Expected --${name} to be ${expected}, but got ${value}.`);
}
