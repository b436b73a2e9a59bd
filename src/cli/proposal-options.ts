import type { Argv } from 'yargs';
import { RcnnError } from '../errors.js';

/** A whole number from 1, or the error that names the option. */
export function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RcnnError('bad-option', `Expected --${option} to be a whole number from 1, but got ${value}.`);
}

export interface RegionOptions {
  readonly regions: 'shared' | 'crops';
  readonly count: number;
}

/** How many proposals are looked at, and how. */
export function regionOptions<T>(yargs: Argv<T>): Argv<T & RegionOptions> {
  return yargs
    .option('regions', {
      choices: ['shared', 'crops'] as const,
      default: 'shared' as const,
      describe: "shared: one map an image; crops: the paper's, the whole network a region",
    })
    .option('count', { type: 'number', default: 1000, describe: 'proposals to look at' });
}
