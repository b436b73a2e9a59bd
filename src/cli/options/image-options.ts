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
      describe: 'files, folders, globs',
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON line an image' });
}
