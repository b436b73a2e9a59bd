import { shareInterval } from '../../../eval/analysis/share-interval.js';
import { type ClassificationResult, evaluateClassification } from '../../../eval/index.js';
import type { ClassificationSet } from '../../datasets/classification.js';
import { imagenetClasses } from '../../weights/imagenet-classes.js';
import type { AccuracyOptions } from '../options/report-options.js';
import { asPercent, print, say, table, writeJsonLine } from '../output/output.js';
import type { SeenBy } from './evidence.js';
import { describeFailures } from './failures.js';
import { completeness, exitCodeOf, type Lacking, warnOfMissing } from './incomplete.js';
import { type GuessedLabels, labelsOf } from './labels.js';

/** What an image without a guess is. */
const WRONG = 'They count as wrong';

/**
 * Counts and prints top-1 and top-5, and writes the report if there is to be one.
 *
 * @param options.seenBy the model that made the guesses, whose view the report shows
 * @returns the exit code: 1 when images failed or are missing
 */
export async function printAccuracy(
  set: ClassificationSet,
  guesses: GuessedLabels,
  options: AccuracyOptions & { readonly seenBy?: SeenBy | undefined },
): Promise<number> {
  const { json, partial, errors, detections: path, report, seenBy } = options;
  const { result, missing, failures } = accuracyOf(set, guesses);
  const of = { images: set.images.length, classes: set.classes.length };
  if (path !== undefined) await warnOfMissing({ path, missing, of, meaning: WRONG, partial });
  if (report !== undefined) {
    // Loaded when it is needed: charts bring much code.
    const { writeClassificationReport } = await import('./classification-report.js');
    await writeClassificationReport(report, { set, guesses, request: options, seenBy });
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
    `top-1 ${withInterval(metrics.top1, counts.images)}, top-5 ${withInterval(metrics.top5, counts.images)} of ${counts.images} images, ${counts.classes} classes, ${counts.withoutPrediction} images without a prediction`,
  ].join('\n\n');
}

function withInterval(share: number, images: number): string {
  const { low, high } = shareInterval(share, images);
  return `${asPercent(share)} % (95 % interval ${asPercent(low)} to ${asPercent(high)})`;
}
