import type { Argv } from 'yargs';
import {
  type Format,
  locateDataset,
  type ReadDatasetOptions,
  readDataset,
  truthFormats,
  truthHelp,
} from '../../datasets/formats.js';
import { type PhotographMode, photographModes } from '../../datasets/place-photographs.js';
import type { Dataset } from '../../datasets/records.js';
import type { CommandContext } from '../command.js';
import { Notes } from '../output/notes.js';
import { ProgressBar } from '../output/progress-bar.js';

/** Where a data set lies and how it is read; every command of `dataset` takes these. */
export interface DatasetOptions {
  readonly path: string;
  readonly format: Format | 'auto';
  readonly split?: string;
  readonly images?: string;
  readonly meta?: string;
  readonly json: boolean;
}

export function datasetOptions<T>(yargs: Argv<T>): Argv<T & DatasetOptions> {
  return yargs
    .positional('path', { type: 'string', demandOption: true, describe: truthHelp })
    .option('format', {
      choices: ['auto', ...truthFormats] as const,
      default: 'auto' as const,
      describe: 'format of the data set, where it is not recognised',
    })
    .option('split', { type: 'string', describe: 'one of several splits [all]' })
    .option('images', {
      type: 'string',
      describe: 'folder of the photographs, where the labels do not lead to them',
    })
    .option('meta', {
      type: 'string',
      describe:
        "ILSVRC's list of classes, lines <id>,<wnid>,<name>; to write that form, of any classes by name",
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON value' });
}

/** Reads all splits, or the one asked for; what was put right or left out is told. */
export async function readChosen(
  { path, format, split, images, meta, json }: DatasetOptions,
  { signal }: CommandContext,
): Promise<Dataset> {
  using notes = new Notes();
  using bar = new ProgressBar({ unit: 'files', quiet: json });
  const options: ReadDatasetOptions = {
    format,
    use: 'all',
    ...(split !== undefined && { split }),
    ...(images !== undefined && { imageRoot: images }),
    ...(meta !== undefined && { meta }),
    signal,
    onProgress: bar.update,
    onNote: notes.add,
  };
  return await readDataset(path, options);
}

/** Where a data set made of another goes. */
export interface OutputOptions {
  readonly out: string;
  readonly to?: Format;
  readonly photographs: PhotographMode;
}

export function outputOptions<T>(yargs: Argv<T>): Argv<T & OutputOptions> {
  return yargs
    .option('out', { type: 'string', demandOption: true, describe: 'folder or file to write' })
    .option('to', { choices: truthFormats, describe: 'format to write [that of the data set]' })
    .option('photographs', {
      choices: photographModes,
      default: 'link' as const,
      describe: 'copy the photographs too, or link them: takes no space, but it is the same file',
    });
}

/** The form to write: the one asked for, else the one read. */
export async function targetFormat({ to, path, format }: OutputOptions & DatasetOptions): Promise<Format> {
  return to ?? (await locateDataset(path, format)).format;
}
