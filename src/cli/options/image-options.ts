import type { Argv } from 'yargs';

/** What every command over photographs takes. */
export interface ImageOptions {
  readonly images: readonly string[];
  readonly json: boolean;
}

export function imageOptions(yargs: Argv): Argv<ImageOptions> {
  return yargs
    .positional('images', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'files, folders, globs; - for standard input',
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON line per image' });
}

export interface StrictOption {
  readonly strict: boolean;
}

export function strictOption<T>(yargs: Argv<T>): Argv<T & StrictOption> {
  return yargs.option('strict', {
    type: 'boolean',
    default: false,
    describe: 'refuse a JPEG without its end marker too, though all its pixels are there',
  });
}
