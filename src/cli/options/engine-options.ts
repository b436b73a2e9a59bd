import type { Argv } from 'yargs';
import { checkCount } from './whole-number.js';

/** The options of every command that runs a network. */
export interface EngineOptions {
  readonly engine: 'auto' | 'onnx' | 'tensorflow' | 'wasm';
  readonly threads?: number;
}

export function engineOptions<T>(yargs: Argv<T>): Argv<T & EngineOptions> {
  return yargs
    .option('engine', {
      choices: ['auto', 'onnx', 'tensorflow', 'wasm'] as const,
      default: 'auto' as const,
      describe: 'what runs the network; auto takes the first that loads',
    })
    .option('threads', { type: 'number', describe: 'threads inside one operation [all cores]' })
    .check(({ threads }) => {
      if (threads !== undefined) checkCount('threads', threads);
      return true;
    });
}
