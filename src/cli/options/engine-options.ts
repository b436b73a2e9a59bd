import type { Argv } from 'yargs';
import { type EngineChoice, engineNames } from '../../engines/index.js';
import { checkCount } from './number-checks.js';

/** The options of every command that runs a network. */
export interface EngineOptions {
  readonly engine: EngineChoice;
  readonly threads?: number;
}

/** Alone for a command that says how a network is to run, elsewhere. */
export function engineOption<T>(yargs: Argv<T>): Argv<T & Pick<EngineOptions, 'engine'>> {
  return yargs.option('engine', {
    choices: ['auto', ...engineNames] as const,
    default: 'auto' as EngineChoice,
    describe: 'what runs the network; auto takes the first that loads',
  });
}

export function threadsOption<T>(yargs: Argv<T>): Argv<T & Pick<EngineOptions, 'threads'>> {
  return yargs
    .option('threads', { type: 'number', describe: 'threads inside one operation [all cores]' })
    .check(({ threads }) => {
      if (threads !== undefined) checkCount('threads', threads);
      return true;
    });
}

export function engineOptions<T>(yargs: Argv<T>): Argv<T & EngineOptions> {
  return threadsOption(engineOption(yargs));
}
