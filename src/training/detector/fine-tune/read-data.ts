import { readDataset } from '../../../datasets/formats.js';
import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset } from '../../../datasets/records.js';
import type { LongWork } from '../../../progress.js';
import { photographHashes } from '../../../runs/photograph-hashes.js';
import { expectObjects } from '../../expect-objects.js';
import { type DividedData, holdOut } from './hold-out.js';

/** What the training of a detector's network reads. */
export interface NetworkRunData extends DividedData {
  /** What was read for training, before any of it was held out, and the SHA-256 of its photographs. */
  readonly whole: Dataset;
  readonly hashes: readonly string[];
}

interface DataChoice {
  readonly data: string;
  readonly split?: string | undefined;
  readonly validationSplit?: string | undefined;
  /** Of what is held out where the data set has no validation split. */
  readonly settings: { readonly seed: number };
}

/** @throws RcnnError `bad-dataset`, `file-not-found`, `aborted` */
export async function readNetworkRunData(
  config: DataChoice,
  { signal, onProgress }: LongWork,
): Promise<NetworkRunData> {
  const work = { signal, onProgress };
  const whole = await readDataset(config.data, { use: 'train', ...named(config.split), ...work });
  expectObjects(whole);
  const hashes = await photographHashes(whole, [...whole.images.keys()], work);
  const classes = whole.classes.map(({ name }) => name);
  const read = { classes, ...named(config.validationSplit), ...work };
  const validation = await readDataset(config.data, read);
  const validationHashes = await hashesBeside({ dataset: whole, hashes }, validation, work);
  const { seed } = config.settings;
  const data = holdOut({ dataset: whole, validation }, { hashes, validationHashes, seed });
  expectObjects(data.dataset);
  return { ...data, whole, hashes };
}

/** Of photographs that may be among those whose hashes are known, as where the data set has one split: each file is read once. */
async function hashesBeside(
  { dataset, hashes }: { readonly dataset: Dataset; readonly hashes: readonly string[] },
  others: Dataset,
  work: LongWork,
): Promise<string[]> {
  const known = new Map(dataset.images.map((image, row) => [photographPath(dataset, image), hashes[row]!]));
  const paths = others.images.map((image) => photographPath(others, image));
  const rows = [...paths.keys()].filter((row) => !known.has(paths[row]!));
  const read = await photographHashes(others, rows, work);
  for (const [i, row] of rows.entries()) known.set(paths[row]!, read[i]!);
  return paths.map((path) => known.get(path)!);
}

function named(split?: string): { split?: string } {
  return split === undefined ? {} : { split };
}
