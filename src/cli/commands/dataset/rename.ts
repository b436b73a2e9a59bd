import { renameClasses } from '../../../datasets/relabel.js';
import { RcnnError } from '../../../errors.js';
import type { Command } from '../../command.js';
import { writeRelabelled } from '../../dataset/relabelled.js';
import {
  type DatasetOptions,
  datasetOptions,
  type OutputOptions,
  outputOptions,
} from '../../options/dataset-options.js';

interface Options extends DatasetOptions, OutputOptions {
  readonly names: readonly string[];
}

export const command: Command<Options> = {
  build: (yargs) =>
    outputOptions(datasetOptions(yargs))
      .positional('names', { type: 'string', array: true, demandOption: true, describe: 'pairs old=new' })
      .example('$0 dataset rename my-labels tvmonitor=screen "traffic light=light" --out renamed', ''),
  files: { reads: ['path', 'images', 'meta'], writes: ['out'], fills: ['out'] },
  run: async (options, context) => {
    const names = new Map(options.names.map(pairOf));
    await writeRelabelled(options, context, (dataset) => renameClasses(dataset, names));
  },
};

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at > 0 && to.trim() !== '') return [from, to];
  throw new RcnnError('bad-option', `Expected old=new for each class to rename, but got "${text}".`);
}
