import type { RuleOptions } from '../../../eval/index.js';
import { type Missing, missingResults } from '../../../eval/missing.js';
import { hintsOfColumns } from '../../../eval/plausibility/hints.js';
import { type ReadDetectionsOptions, readDataset, readDetections } from '../../datasets/formats.js';
import type { LeftOutClass } from '../../datasets/left-out-classes.js';
import type { Dataset, DetectionTable } from '../../datasets/records.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import { RcnnError } from '../../errors.js';
import { firstNames } from '../../first-names.js';
import type { LongWork } from '../../progress.js';
import type { PartialOption, RuleChoices, TruthOptions } from '../options/evaluation-options.js';
import { Notes } from '../output/notes.js';
import { say, warn } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';
import { describeFailures, MISSED } from './failures.js';
import { type Lacking, warnOfMissing } from './incomplete.js';

/** The data set that `--truth` names. @throws RcnnError as `readDataset`, and for one without images */
export async function readTruth(
  { truth, split, images, meta }: TruthOptions,
  { signal }: Pick<LongWork, 'signal'>,
): Promise<Dataset> {
  using notes = new Notes();
  using bar = new ProgressBar();
  const dataset = await readDataset(truth, {
    onProgress: bar.update,
    ...(signal && { signal }),
    onNote: notes.add,
    ...(split !== undefined && { split }),
    ...(images !== undefined && { imageRoot: images }),
    ...(meta !== undefined && { meta }),
  });
  expectImages(dataset, { truth, split });
  return dataset;
}

/** No images have an mAP of 0: a number that looks like a bad detector's. @throws RcnnError `bad-dataset` */
export function expectImages(
  { images }: { readonly images: readonly unknown[] },
  { truth, split }: { readonly truth: string; readonly split?: string | undefined },
): void {
  if (images.length > 0) return;
  const where = split === undefined ? truth : `split ${split} of ${truth}`;
  throw new RcnnError('bad-dataset', `Expected images in ${where}, but it lists none.`);
}

/** Results as a file or folder has them. */
export interface Results extends Lacking {
  readonly detections: DetectionTable;
  /** Images that their detector could not read: they have no detections. */
  readonly failures: readonly FailedImage[];
  readonly missing: Missing;
  readonly hints: readonly string[];
}

export async function readResults(
  path: string,
  dataset: Dataset,
  { split, classes }: ResultChoices,
  { signal, ahead }: Pick<ReadDetectionsOptions, 'signal' | 'ahead'>,
): Promise<Results> {
  const failures: FailedImage[] = [];
  const detections = await readDetections(path, dataset, {
    ...(split !== undefined && { split }),
    ...(signal && { signal }),
    ...(ahead && { ahead }),
    onFailure: (failure) => failures.push(failure),
  });
  const columns = { ...dataset, detections };
  const missing = missingResults(columns, { ...(classes && { onlyClasses: classes }) });
  return { detections, failures, missing, hints: hintsOfColumns(columns) };
}

/** What decides how results are read, and which of them may be missing. */
type ResultChoices = Partial<Pick<TruthOptions, 'split'> & Pick<RuleChoices, 'classes'> & PartialOption>;

/** As {@link readResults}; people are told of images and classes that failed or are missing. */
export async function readTold(...input: Parameters<typeof readResults>): Promise<Results> {
  const [path, dataset, options] = input;
  const results = await readResults(...input);
  const { partial = false } = options;
  await warnOfResults({ ...results, path }, dataset, { partial });
  for (const text of describeFailures(results.failures, MISSED)) say(`${text}\n`);
  return results;
}

/** Names to show of classes that the data set has not. */
const SHOWN_CLASSES = 5;

function describeLeftOut(leftOut: readonly LeftOutClass[]): string {
  const rows = leftOut.reduce((sum, { detections }) => sum + detections, 0);
  const names = leftOut.map((one) => `${one.class} (${one.detections})`);
  return `left out ${rows} detections of classes that are not in the truth: ${firstNames(names, SHOWN_CLASSES)}.`;
}

/** People are told what is missing of results, and what looks odd about them, before they see a number. */
export async function warnOfResults(
  {
    path,
    missing,
    hints,
    detections,
  }: Pick<Results, 'missing' | 'hints' | 'detections'> & { readonly path: string },
  { images, classes }: Pick<Dataset, 'images' | 'classes'>,
  { partial }: Partial<PartialOption> = {},
): Promise<void> {
  for (const hint of hints) warn(`${path}: ${hint}`);
  if (detections.leftOut) warn(`${path}: ${describeLeftOut(detections.leftOut)}`);
  const of = { images: images.length, classes: classes.length };
  await warnOfMissing({
    path,
    missing,
    of,
    meaning: 'Their objects count as missed',
    ...(partial !== undefined && { partial }),
  });
}

/** Options of the command line as those of the library. */
export async function rulesOf(options: RuleChoices, dataset: Dataset): Promise<RuleOptions> {
  const { iou, difficult, maxDetections, classes, blacklist } = options;
  return {
    ...(iou && { iou }),
    ...(difficult && { difficult }),
    ...(maxDetections && { maxDetections }),
    ...(classes && { onlyClasses: classes }),
    ...(blacklist && { blacklist: await readBlacklist(blacklist, dataset) }),
  };
}

async function readBlacklist(file: string, dataset: Dataset) {
  const { readIlsvrcBlacklist } = await import('../../datasets/ilsvrc/results.js');
  return await readIlsvrcBlacklist(file, dataset);
}

/** An option that a task cannot do without, though others can. @throws RcnnError `bad-option` */
export function needed<T>(value: T | undefined, option: string): T {
  if (value !== undefined) return value;
  throw new RcnnError('bad-option', `Expected --${option}; evaluate --help shows examples.`);
}
