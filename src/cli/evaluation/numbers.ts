import { bootstrap } from '../../../eval/analysis/bootstrap.js';
import { comparePrepared } from '../../../eval/compare/results.js';
import { evaluatePrepared, prepare } from '../../../eval/evaluate.js';
import type { DetectionProtocolName } from '../../../eval/protocols.js';
import type { EvaluationOptions } from '../../../eval/results.js';
import type { Dataset } from '../../datasets/records.js';
import type { LongWork } from '../../progress.js';
import type { DetectionsOption, RuleChoices, TruthOptions } from '../options/evaluation-options.js';
import type { ReportChoices } from '../options/report-options.js';
import { comparisonText } from '../output/comparison-text.js';
import { evaluationTable } from '../output/evaluation-table.js';
import { print, say, writeJsonLine } from '../output/output.js';
import { watched } from '../output/watched.js';
import { describeFailures, MISSED } from './failures.js';
import { completeness, exitCodeOf } from './incomplete.js';
import { type Results, readTold, rulesOf, warnOfResults } from './input.js';
import type { ReportedNumbers } from './reported-numbers.js';

export interface NumbersOptions
  extends Pick<LongWork, 'signal'>,
    Pick<TruthOptions, 'json'>,
    Partial<Pick<TruthOptions, 'truth' | 'split'>>,
    RuleChoices,
    DetectionsOption,
    ReportChoices {
  readonly protocol: DetectionProtocolName;
  readonly curves: boolean;
}

/** Judges results, prints the numbers and writes the report if there is to be one. @returns the exit code: 1 when images failed or are missing */
export async function printNumbers(
  dataset: Dataset,
  results: Results,
  options: NumbersOptions,
): Promise<number> {
  const { protocol, curves, report } = options;
  const { detections, failures } = results;
  const { detections: path } = options;
  if (path !== undefined) await warnOfResults({ ...results, path }, dataset, options);
  const rules = await rulesOf(options, dataset);
  const input = { protocol, ...dataset, detections, ...rules };
  const { result, interval, others, comparison, proposals } =
    report === undefined
      ? await bareNumbers({ ...input, curves }, dataset, options)
      : // Loaded when it is needed: charts and photographs bring much code.
        await (await import('./reported-numbers.js')).reportedNumbers(input, dataset, failures, {
          ...options,
          report,
        });
  if (options.json)
    await writeJsonLine({
      ...result,
      ...completeness(results),
      ...(detections.leftOut && { leftOut: detections.leftOut }),
      ...(others && { others: { ...completeness(others), ...(comparison && { comparison }) } }),
      ...(proposals && { proposals: completeness(proposals) }),
    });
  else {
    await print(evaluationTable(result, interval));
    if (comparison) await print(`\n${comparisonText(comparison)}`);
    for (const text of describeFailures(failures, MISSED)) say(`\n${text}`);
  }
  const files = [results, others, proposals].filter((file) => file !== undefined);
  return exitCodeOf(files, options);
}

/** Resampling these takes two seconds; `evaluate analyse` and reports resample any number. */
const MOST_RESAMPLED = 100_000;

/** Drawn from fewer images, resamples are too much alike to tell how others would do. */
const FEWEST_RESAMPLED = 10;

/** The numbers without a report, for people how sure the first of them is, and how they compare with others. */
async function bareNumbers(
  input: EvaluationOptions,
  dataset: Dataset,
  options: NumbersOptions,
): Promise<ReportedNumbers> {
  const { json, signal } = options;
  const prepared = prepare(input);
  const result = evaluatePrepared(prepared, input);
  const { images, objects, detections } = result.counts;
  const told = images >= FEWEST_RESAMPLED && objects > 0 && detections <= MOST_RESAMPLED;
  const interval =
    told && !json ? await watched(bootstrap(prepared.scene, prepared.rules), { signal }) : undefined;
  if (options.others === undefined) return { result, interval, others: undefined, proposals: undefined };
  const others = await readTold(options.others, dataset, options, { ...(signal && { signal }) });
  const second = prepare({ ...input, detections: others.detections });
  const comparison = await watched(comparePrepared([prepared, second]), { signal });
  return { result, interval, others, comparison, proposals: undefined };
}
