import type { Argv } from 'yargs';
import { exitCode } from '../command.js';

/** What images that could not be read mean to the exit code; they are named and counted in any case. */
export interface ErrorsOption {
  readonly errors: 'fail' | 'ok';
}

export function errorsOption<T>(yargs: Argv<T>): Argv<T & ErrorsOption> {
  return yargs.option('errors', {
    choices: ['fail', 'ok'] as const,
    default: 'fail' as const,
    describe: 'end with 1 when images could not be read, or with 0 all the same',
  });
}

/** @param failed - how many images */
export function codeOfFailures(failed: number, { errors }: ErrorsOption): number {
  return failed > 0 && errors === 'fail' ? exitCode.partlyFailed : exitCode.done;
}
