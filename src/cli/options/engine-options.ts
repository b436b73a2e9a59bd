import type { Argv } from 'yargs';
import type { EngineChoice } from '../../engines/index.js';
import { loadFields } from '../../load-fields.js';
import { fieldOptions } from './fields.js';

/** The options of every command that runs a network. */
export interface EngineOptions {
  readonly engine: EngineChoice;
  readonly threads?: number | undefined;
}

/** Alone for a command that says how a network is to run, elsewhere. */
export function engineOption<T>(yargs: Argv<T>): Argv<T & Pick<EngineOptions, 'engine'>> {
  return fieldOptions(yargs, loadFields, {
    engine: 'what runs the network; auto takes the first that loads',
  });
}

export function threadsOption<T>(yargs: Argv<T>): Argv<T & Pick<EngineOptions, 'threads'>> {
  return fieldOptions(yargs, loadFields, { threads: 'threads inside one operation [all cores]' });
}

export function engineOptions<T>(yargs: Argv<T>): Argv<T & EngineOptions> {
  return threadsOption(engineOption(yargs));
}
