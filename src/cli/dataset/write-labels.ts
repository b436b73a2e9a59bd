import { readdirSync, statSync } from 'node:fs';
import { type Format, rows, truthFormats, writeDataset } from '../../datasets/formats.js';
import { lossesOf } from '../../datasets/losses.js';
import { type PhotographMode, placePhotographs, planPhotographs } from '../../datasets/place-photographs.js';
import type { Dataset } from '../../datasets/records.js';
import { RcnnError, unknownName } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { say, warn } from '../output/output.js';

export interface WriteLabelsOptions extends LongWork {
  readonly path: string;
  readonly format: Format;
  readonly photographs: PhotographMode;
  /** Name of the split of images that have none. */
  readonly split?: string;
}

/**
 * Writes a data set, with its photographs if they are wanted. What the form cannot keep is said first, and missing
 * photographs end it before anything is written.
 */
export async function writeLabels(dataset: Dataset, options: WriteLabelsOptions): Promise<void> {
  const { path, format, photographs, split, ...work } = options;
  const row = rows[format];
  if (!row.truth) throw unknownName('the format of labels', format, truthFormats);
  expectEnding(path, format);
  sayWrittenOver(path);
  for (const loss of lossesOf(dataset, row, path)) warn(`${format} does not keep ${loss}.`);
  const named = split === undefined ? {} : { split };
  if (photographs === 'none') {
    await writeDataset(path, dataset, format, { ...named, ...work });
    say('The photographs stay where they are; --photographs link or copy takes them along.');
    return;
  }
  const plan = await planPhotographs(dataset, { format: row, path, split });
  await writeDataset(path, plan.dataset, format, { ...named, ...work });
  await placePhotographs(plan.moves, photographs, work);
}

/** Before anything is written: to do it again is usual, to lose another data set is not. */
export function sayWrittenOver(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || (found.isDirectory() && readdirSync(path).length === 0)) return;
  const what = found.isDirectory() ? ', and files of the same names in it' : ', and';
  say(`${path} is there already${what} will be replaced; --out names another.`);
}

/** A file of another name would not be known for what it is. @throws RcnnError `bad-option` */
function expectEnding(path: string, format: Format): void {
  const { ending } = rows[format].truth!;
  if (ending === undefined || path.toLowerCase().endsWith(ending) || path.endsWith('.jsonl')) return;
  throw new RcnnError(
    'bad-option',
    `Expected --out to be a file that ends with ${ending} for ${format}, but got ${path}.`,
  );
}

/** What was written, for people. */
export function summaryOf(path: string, { images, classes, truth }: Dataset, format: Format): string {
  const kinds = classes.length === 1 ? '1 class' : `${classes.length} classes`;
  return `${path}: ${truth.length} objects of ${kinds} on ${images.length} photographs as ${format}`;
}
