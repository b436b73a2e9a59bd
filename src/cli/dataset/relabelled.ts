import type { Dataset } from '../../datasets/records.js';
import type { CommandContext } from '../command.js';
import {
  type DatasetOptions,
  type OutputOptions,
  readChosen,
  targetFormat,
} from '../options/dataset-options.js';
import { say, writeJsonLine } from '../output/output.js';
import { summaryOf, writeLabels } from './write-labels.js';

/** Reads a data set, changes its classes, writes the new one and says so. */
export async function writeRelabelled(
  options: DatasetOptions & OutputOptions,
  context: CommandContext,
  change: (dataset: Dataset) => Dataset,
): Promise<void> {
  const { out, photographs, json } = options;
  const to = await targetFormat(options);
  const changed = change(await readChosen(options, context));
  await writeLabels(changed, { path: out, format: to, photographs, ...context });
  const { images, truth, classes } = changed;
  if (!json) say(summaryOf(out, changed, to));
  else {
    const names = classes.map(({ name }) => name);
    await writeJsonLine({ out, format: to, images: images.length, objects: truth.length, classes: names });
  }
}
