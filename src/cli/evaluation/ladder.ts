/** What each further model of an ensemble, and each further look, is worth: the tables of `evaluate --ladder`. */
import { evaluateDetections } from '../../../eval/evaluate.js';
import type { Crops } from '../../classification/views.js';
import type { ClassificationSet } from '../../datasets/classification.js';
import type { Dataset } from '../../datasets/records.js';
import type { AccuracyOptions } from '../options/report-options.js';
import { asPercent, print, table, writeJsonLine } from '../output/output.js';
import { accuracyOf } from './accuracy.js';
import type { SeenBy } from './evidence.js';
import { completeness, exitCodeOf } from './incomplete.js';
import { type Results, rulesOf } from './input.js';
import type { GuessedLabels } from './labels.js';
import type { NumbersOptions } from './numbers.js';

/** Of GoogLeNet's own entries, to compare a gain with: other data, so no number to reach. */
const PAPER_DETECTION =
  'GoogLeNet in ILSVRC14 DET, 200 classes: mAP 38.0 with one network, 43.9 with six (+5.9) [section 8].';
const PAPER_CLASSIFICATION =
  'GoogLeNet in ILSVRC14, 1,000 classes, top-5 error: 10.07, 9.15, 7.89 with one network at 1, 10, 144 crops; 8.09, 7.62, 6.67 with seven [Table 3].';

/**
 * The report, if there is to be one, is of the last rung.
 *
 * @param rungs results of the first model, of the first two, and so on, and their files
 * @returns the exit code
 */
export async function printDetectionLadder(
  dataset: Dataset,
  rungs: readonly (Results & { readonly path: string })[],
  options: NumbersOptions,
): Promise<number> {
  const { protocol, json, report } = options;
  const rules = await rulesOf(options, dataset);
  const ladder = rungs.map(({ detections }, i) => {
    const { metrics } = evaluateDetections({ protocol, ...dataset, detections, ...rules });
    return { models: i + 1, metrics };
  });
  const last = rungs.at(-1)!;
  if (report !== undefined) {
    const { reportedNumbers } = await import('./reported-numbers.js');
    const input = { protocol, ...dataset, detections: last.detections, ...rules };
    await reportedNumbers(input, dataset, last.failures, { ...options, report, detections: last.path });
  }
  const [name] = Object.keys(ladder[0]!.metrics) as [string];
  if (json) await writeJsonLine({ protocol, ladder, ...completeness(last) });
  else {
    const rows = ladder.map(({ models, metrics }, i) => {
      const before = i === 0 ? undefined : ladder[i - 1]!.metrics[name]!;
      return [models, asPercent(metrics[name]!), before === undefined ? '' : gain(metrics[name]! - before)];
    });
    await print(table(rows, { head: ['models', `${name} %`, 'gained'], right: [0, 1, 2] }));
    await print(`\n${PAPER_DETECTION}`);
  }
  return exitCodeOf(rungs, options);
}

/** A cell of the ladder of models and looks. */
interface AccuracyRung {
  readonly models: number;
  readonly crops: Crops;
  readonly guesses: GuessedLabels;
  /** Their file. */
  readonly path: string;
}

/**
 * The report, if there is to be one, is of the last rung.
 *
 * @param options.seenBy the models, whose view the report shows
 * @returns the exit code
 */
export async function printAccuracyLadder(
  set: ClassificationSet,
  rungs: readonly AccuracyRung[],
  options: AccuracyOptions & { readonly seenBy: SeenBy },
): Promise<number> {
  const { json, report, seenBy } = options;
  const ladder = rungs.map(({ models, crops, guesses }) => {
    const { metrics, counts } = accuracyOf(set, guesses).result;
    return { models, crops, metrics, counts };
  });
  const { guesses, path } = rungs.at(-1)!;
  const lacking = accuracyOf(set, guesses);
  const { protocol } = lacking.result;
  if (report !== undefined) {
    const { writeClassificationReport } = await import('./classification-report.js');
    const request = { ...options, detections: path };
    await writeClassificationReport(report, { set, guesses, ladder, request, seenBy });
  }
  if (json) await writeJsonLine({ protocol, ladder, ...completeness(lacking) });
  else {
    const rows = ladder.map(({ models, crops, metrics }) => [
      ...[models, crops],
      ...[metrics.top1, metrics.top5, 1 - metrics.top1, 1 - metrics.top5].map((share) => asPercent(share)),
    ]);
    const head = ['models', 'crops', 'top-1 %', 'top-5 %', 'top-1 error %', 'top-5 error %'];
    await print(table(rows, { head, right: [0, 1, 2, 3, 4, 5] }));
    await print(`\n${ladder[0]!.counts.images} images. ${PAPER_CLASSIFICATION}`);
  }
  return exitCodeOf([lacking], options);
}

function gain(value: number): string {
  return `${value < 0 ? '' : '+'}${asPercent(value)}`;
}
