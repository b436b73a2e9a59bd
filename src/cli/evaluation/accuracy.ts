import { join } from 'node:path';
import {
  type ClassificationResult,
  type ClassPrediction,
  evaluateClassification,
} from '../../../eval/index.js';
import { type ClassificationSet, GUESSES } from '../../datasets/classification.js';
import { readFolders } from '../../datasets/folders.js';
import { readIlsvrcCls, readIlsvrcGuesses, withPhotographs } from '../../datasets/ilsvrc/cls.js';
import { readNdjsonPredictions } from '../../datasets/ndjson/predictions.js';
import type { ClassRecord } from '../../datasets/records.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import { isFile, isFolder } from '../../datasets/text.js';
import type { LongWork } from '../../progress.js';
import { imagenetClasses } from '../../weights/imagenet-classes.js';
import type { DetectionsOption, TruthOptions } from '../options/evaluation-options.js';
import type { ReportChoices } from '../options/report-options.js';
import { asPercent, print, say, table, writeJsonLine } from '../output/output.js';
import { describeFailures } from './failures.js';
import { completeness, exitCodeOf, type Lacking, warnOfMissing } from './incomplete.js';
import { expectImages, needed } from './input.js';

/** What an image without a guess is. */
const WRONG = 'They count as wrong';

/** Truth of ILSVRC CLS: a ground-truth list with its classes, or a folder for each class. */
export async function readLabels(
  { truth, split, images: root, meta }: TruthOptions,
  work: LongWork,
): Promise<ClassificationSet> {
  if (await isFile(truth)) {
    const set = await readIlsvrcCls(truth, { meta: needed(meta, 'meta') });
    expectImages(set, { truth, split });
    return withPhotographs(set, root);
  }
  const folder = join(truth, split ?? 'val');
  return readFolders(split !== undefined || (await isFolder(folder)) ? folder : truth, work);
}

/** Predictions of a file, and the images that the classifier failed on. */
export interface GuessedLabels {
  readonly predictions: readonly ClassPrediction[];
  readonly failures: readonly FailedImage[];
}

/** Reads five labels a line (.txt), or the NDJSON of `classify`. */
export async function readGuesses(
  path: string,
  set: ClassificationSet,
  { signal }: LongWork,
): Promise<GuessedLabels> {
  const failures: FailedImage[] = [];
  if (path.endsWith('.txt')) return { predictions: await readGuessLines(path, set), failures };
  const onFailure = (failure: FailedImage) => failures.push(failure);
  const rows = await readNdjsonPredictions(path, set.images, { signal, onFailure });
  const predictions = rows.map(({ image, guesses }) => ({
    image: set.images[image]!.id,
    classes: guesses.map((guess) => guess.wnid ?? guess.class),
    ...(guesses[0]?.score !== undefined && { score: guesses[0].score }),
  }));
  return { predictions, failures };
}

async function readGuessLines(path: string, { images, classes }: ClassificationSet) {
  // Folders hold a few of the 1,000 classes; a wrong guess may name any of the rest.
  const own = new Set(classes.map(labelOf));
  const others = imagenetClasses().filter(({ wnid }) => !own.has(wnid!));
  const all = [...classes, ...others.map(({ name, wnid }, i) => ({ name, wnid: wnid!, id: -1 - i }))];
  const { guess } = await readIlsvrcGuesses(path, { images, classes: all });
  return images.map(({ id }, i) => {
    const row = guess.subarray(i * GUESSES, (i + 1) * GUESSES);
    return {
      image: id,
      classes: Array.from(
        row.filter((k) => k >= 0),
        (k) => labelOf(all[k]!),
      ),
    };
  });
}

/** What labels are compared by: names are spelt in many ways, wnids are not. */
export function labelOf({ wnid, name }: Pick<ClassRecord, 'wnid' | 'name'>): string {
  return wnid ?? name;
}

export type AccuracyOptions = Pick<TruthOptions, 'json'> &
  Partial<Pick<TruthOptions, 'truth' | 'split'>> &
  DetectionsOption &
  Pick<ReportChoices, 'report'>;

/** Counts and prints top-1 and top-5, and writes the report if there is to be one. @returns the exit code: 1 when images failed or are missing */
export async function printAccuracy(
  set: ClassificationSet,
  guesses: GuessedLabels,
  options: AccuracyOptions,
): Promise<number> {
  const { json, partial, errors, detections: path, report } = options;
  const { result, missing, failures } = accuracyOf(set, guesses);
  const of = { images: set.images.length, classes: set.classes.length };
  if (path !== undefined) await warnOfMissing({ path, missing, of, meaning: WRONG, partial });
  if (report !== undefined) {
    // Loaded when it is needed: charts bring much code.
    const { writeClassificationReport } = await import('./classification-report.js');
    await writeClassificationReport(report, { set, guesses, request: options });
  }
  if (json) await writeJsonLine({ ...result, ...completeness({ failures, missing }) });
  else {
    await print(accuracyTable(result));
    for (const text of describeFailures(failures, WRONG.toLowerCase())) say(`\n${text}`);
  }
  return exitCodeOf([{ failures, missing }], { partial, errors });
}

/** The numbers, and what the guesses lack. */
export function accuracyOf(
  { images, classes, label }: ClassificationSet,
  { predictions, failures }: GuessedLabels,
): Lacking & { readonly result: ClassificationResult } {
  const seen = new Set([...predictions, ...failures].map(({ image }) => image));
  const missing = { images: images.filter(({ id }) => !seen.has(id)).map(({ id }) => id) };
  const truth = labelsOf({ images, classes, label });
  return { result: evaluateClassification({ truth, predictions }), missing, failures };
}

/** What is true, image by image. */
export function labelsOf({ images, classes, label }: ClassificationSet): { image: string; class: string }[] {
  return images.map(({ id }, i) => ({ image: id, class: labelOf(classes[label[i]!]!) }));
}

function accuracyTable({ perClass, metrics, counts }: ClassificationResult): string {
  const names = new Map(imagenetClasses().map(({ wnid, name }) => [wnid, name]));
  const rows = perClass.map((row) => [
    row.class,
    names.get(row.class) ?? '',
    row.images,
    asPercent(row.top1),
    asPercent(row.top5),
  ]);
  return [
    table(rows, { head: ['class', '', 'images', 'top-1 %', 'top-5 %'], right: [2, 3, 4] }),
    `top-1 ${asPercent(metrics.top1)} %, top-5 ${asPercent(metrics.top5)} % of ${counts.images} images, ${counts.classes} classes, ${counts.withoutPrediction} images without a prediction`,
  ].join('\n\n');
}
