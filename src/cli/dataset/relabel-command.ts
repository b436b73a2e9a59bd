import type { Argv } from 'yargs';
import type { Dataset } from '../../datasets/records.js';
import type { Command, CommandContext } from '../command.js';
import {
  type DatasetOptions,
  datasetOptions,
  type OutputOptions,
  outputOptions,
  readChosen,
  targetFormat,
} from '../options/dataset-options.js';
import { say, writeJsonLine } from '../output/output.js';
import { placeForLabels, summaryOf, writeLabels } from './write-labels.js';

type RelabelOptions = DatasetOptions & OutputOptions;

interface Relabel<Own> {
  /** Adds what the command takes besides. */
  readonly build: (yargs: Argv<RelabelOptions>) => Argv<RelabelOptions & Own>;
  /** What is wrong with the options is told before anything is read. */
  readonly change: (options: Own) => (dataset: Dataset) => Dataset;
}

/** A command that reads a data set, changes its classes and writes the new one. */
export function relabelCommand<Own>({ build, change }: Relabel<Own>): Command<RelabelOptions & Own> {
  return {
    build: (yargs) => build(outputOptions(datasetOptions(yargs))),
    files: { reads: ['path', 'images', 'meta'], writes: ['out'], fills: ['out'] },
    run: async (options, context) => relabel(options, context, change(options)),
  };
}

/** The classes that such a command is about. */
export function classesArgument<T>(
  yargs: Argv<T>,
  describe: string,
): Argv<T & { readonly classes: readonly string[] }> {
  return yargs.positional('classes', { type: 'string', array: true, demandOption: true, describe });
}

async function relabel(
  options: RelabelOptions,
  context: CommandContext,
  change: (dataset: Dataset) => Dataset,
): Promise<void> {
  const { photographs, json } = options;
  const to = await targetFormat(options);
  const out = await placeForLabels(options, to);
  const changed = change(await readChosen(options, context));
  await writeLabels(changed, { path: out, format: to, photographs, ...context });
  const { images, truth, classes } = changed;
  if (!json) say(summaryOf(out, changed, to));
  else {
    const names = classes.map(({ name }) => name);
    await writeJsonLine({ out, format: to, images: images.length, objects: truth.length, classes: names });
  }
}
