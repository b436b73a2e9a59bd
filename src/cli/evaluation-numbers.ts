import { evaluateDetections } from '../../eval/evaluate.js';
import type { DetectionProtocolName } from '../../eval/protocols.js';
import type { Dataset } from '../datasets/records.js';
import { exitCode } from './command.js';
import { describeFailures, MISSED } from './evaluation-failures.js';
import { type Results, rulesOf } from './evaluation-input.js';
import type { DetectionsOption, RuleChoices, TruthOptions } from './evaluation-options.js';
import { evaluationTable } from './evaluation-table.js';
import { say, writeJsonLine } from './output.js';
import type { ReportChoices } from './report/report-options.js';

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
        await (await import('./report/reported-numbers.js')).reportedNumbers(input, dataset, failures, {
          ...options,
          report,
        });
  if (options.json) await writeJsonLine({ ...result, failures });
  else say([evaluationTable(result), ...describeFailures(failures, MISSED)].join('\n\n'));
  return failures.length > 0 ? exitCode.partlyFailed : exitCode.done;
}
