import { evaluateDetections } from '../../../eval/evaluate.js';
import type { DetectionProtocolName } from '../../../eval/protocols.js';
import type { Dataset } from '../../datasets/records.js';
import { exitCode } from '../command.js';
import type { DetectionsOption, RuleChoices, TruthOptions } from '../options/evaluation-options.js';
import type { ReportChoices } from '../options/report-options.js';
import { evaluationTable } from '../output/evaluation-table.js';
import { say, writeJsonLine } from '../output/output.js';
import { describeFailures, MISSED } from './failures.js';
import { type Results, rulesOf } from './input.js';

export interface NumbersOptions
  extends Pick<TruthOptions, 'json'>,
    Partial<Pick<TruthOptions, 'truth' | 'split'>>,
    RuleChoices,
    DetectionsOption,
    ReportChoices {
  readonly protocol: DetectionProtocolName;
  readonly curves: boolean;
}

/** Judges results, prints the numbers and writes the report if there is to be one. @returns the exit code: 1 when images failed */
export async function printNumbers(
  dataset: Dataset,
  { detections, failures }: Results,
  options: NumbersOptions,
): Promise<number> {
  const { protocol, curves, report } = options;
  const rules = await rulesOf(options, dataset);
  const input = { protocol, ...dataset, detections, ...rules };
  const result =
    report === undefined
      ? evaluateDetections({ ...input, curves })
      : // Loaded when it is needed: charts and photographs bring much code.
        await (await import('./reported-numbers.js')).reportedNumbers(input, dataset, failures, {
          ...options,
          report,
        });
  if (options.json) await writeJsonLine({ ...result, failures });
  else say([evaluationTable(result), ...describeFailures(failures, MISSED)].join('\n\n'));
  return failures.length > 0 ? exitCode.partlyFailed : exitCode.done;
}
