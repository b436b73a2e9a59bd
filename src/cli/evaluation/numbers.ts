import { evaluateDetections } from '../../../eval/evaluate.js';
import type { DetectionProtocolName } from '../../../eval/protocols.js';
import type { Dataset } from '../../datasets/records.js';
import type { LongWork } from '../../progress.js';
import type { DetectionsOption, RuleChoices, TruthOptions } from '../options/evaluation-options.js';
import type { ReportChoices } from '../options/report-options.js';
import { evaluationTable } from '../output/evaluation-table.js';
import { print, say, writeJsonLine } from '../output/output.js';
import { describeFailures, MISSED } from './failures.js';
import { completeness, exitCodeOf } from './incomplete.js';
import { type Results, rulesOf, warnOfResults } from './input.js';

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
  const { result, others, proposals } =
    report === undefined
      ? { result: evaluateDetections({ ...input, curves }), others: undefined, proposals: undefined }
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
      ...(others && { others: completeness(others) }),
      ...(proposals && { proposals: completeness(proposals) }),
    });
  else {
    await print(evaluationTable(result));
    for (const text of describeFailures(failures, MISSED)) say(`\n${text}`);
  }
  const files = [results, others, proposals].filter((file) => file !== undefined);
  return exitCodeOf(files, options);
}
