import { readdirSync, statSync } from 'node:fs';
import { counted } from '../../counted.js';
import { type Format, rows, truthFormats, writeDataset } from '../../datasets/formats.js';
import { lossesOf } from '../../datasets/losses.js';
import { type PhotographMode, placePhotographs, planPhotographs } from '../../datasets/place-photographs.js';
import type { Dataset } from '../../datasets/records.js';
import { RcnnError, unknownName } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { keepSources } from '../options/keep-sources.js';
import { say, warn } from '../output/output.js';
import { labelPath } from './label-path.js';
import { expectOwnFolder } from './pre-labels.js';

export interface WriteLabelsOptions extends LongWork {
  readonly path: string;
  readonly format: Format;
  readonly photographs: PhotographMode;
  /** Name of the split of images that have none. */
  readonly split?: string;
}

/**
 * The file or folder that `--out` means, which is nothing that is read.
 * @throws RcnnError `bad-option`, also for a folder that holds labels of another form (of two, one would be read
 *   later), and for a form that holds results alone
 */
export async function placeForLabels(
  { out, ...read }: { readonly out: string; readonly path: string; readonly detections?: string },
  format: Format,
): Promise<string> {
  const place = labelPath(out, format);
  await keepSources({ ...read, out: place }, { reads: ['path', 'detections'], writes: ['out'] });
  if (read.detections !== undefined) return place;
  expectLabels(format);
  await expectOwnFolder(out, format);
  return place;
}

/** @throws RcnnError `bad-option` for a form that holds results alone */
function expectLabels(format: Format): void {
  if (rows[format].truth) return;
  throw new RcnnError(
    'bad-option',
    `Expected --detections with --to ${format}, which holds a detector's results; labels can be ${truthFormats.join(', ')}.`,
  );
}

/**
 * Writes a data set, with its photographs if they are wanted. What the form cannot keep is said first, and missing
 * photographs end it before anything is written.
 */
export async function writeLabels(dataset: Dataset, options: WriteLabelsOptions): Promise<void> {
  const { path, format, photographs, split, ...work } = options;
  const row = rows[format];
  if (!row.truth) throw unknownName('the format of labels', format, truthFormats);
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
  if (!found) return;
  if (!found.isDirectory()) {
    say(`${path} is there already, and will be replaced; --out names another.`);
    return;
  }
  const there = readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  if (there.length === 0) return;
  const held = there.length === 1 ? '1 file' : `${there.length} files`;
  say(
    `${path} is there already with ${held}: those of the same names will be replaced, others stay and are read with them; --out names another.`,
  );
}

/** What was written, for people. */
export function summaryOf(path: string, { images, classes, truth }: Dataset, format: Format): string {
  const kinds = counted(classes.length, 'class', 'classes');
  return `${path}: ${counted(truth.length, 'object')} of ${kinds} on ${counted(images.length, 'photograph')} as ${format}`;
}
