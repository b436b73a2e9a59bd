import type { Argv } from 'yargs';

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
    .option('count', { type: 'number', default: 500, describe: 'proposals to look at' });
}
