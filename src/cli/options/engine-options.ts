import type { Argv } from 'yargs';
import { type EngineChoice, engineNames } from '../../engines/index.js';
import { checkCount } from './number-checks.js';

/** The options of every command that runs a network. */
export interface EngineOptions {
  readonly engine: EngineChoice;
  readonly threads?: number;
}

export function engineOptions<T>(yargs: Argv<T>): Argv<T & EngineOptions> {
  return yargs
    .option('engine', {
      choices: ['auto', ...engineNames] as const,
      default: 'auto' as EngineChoice,
      describe: 'what runs the network; auto takes the first that loads',
    })
    .option('threads', { type: 'number', describe: 'threads inside one operation [all cores]' })
    .check(({ threads }) => {
      if (threads !== undefined) checkCount('threads', threads);
      return true;
    });
}
