import { join } from 'node:path';
import type { Argv } from 'yargs';

/** The folder of the trainings whose kept features are meant. */
export interface RunOption {
  readonly run: string;
  readonly json: boolean;
}

export function runOption<T>(yargs: Argv<T>): Argv<T & RunOption> {
  return yargs
    .option('run', {
      type: 'string',
      default: join('runs', 'detector'),
      describe: 'folder of the trainings: --run of `train detector`',
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON value' });
}
