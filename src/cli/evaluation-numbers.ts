import { type DetectionProtocolName, evaluateDetections } from '../../eval/index.js';
import type { Dataset } from '../datasets/records.js';
import { exitCode } from './command.js';
import { describeFailures, MISSED } from './evaluation-failures.js';
import { type Results, rulesOf } from './evaluation-input.js';
import type { RuleChoices, TruthOptions } from './evaluation-options.js';
import { evaluationTable } from './evaluation-table.js';
import { say, writeJsonLine } from './output.js';

export interface NumbersOptions extends Pick<TruthOptions, 'json'>, RuleChoices {
  readonly protocol: DetectionProtocolName;
  readonly curves: boolean;
}

/** Judges results and prints the numbers. @returns the exit code: 1 when images failed */
export async function printNumbers(
  dataset: Dataset,
  { detections, failures }: Results,
  options: NumbersOptions,
): Promise<number> {
  const { protocol, curves } = options;
  const rules = await rulesOf(options, dataset);
  const result = evaluateDetections({ protocol, ...dataset, detections, ...rules, curves });
  if (options.json) await writeJsonLine({ ...result, failures });
  else say([evaluationTable(result), ...describeFailures(failures, MISSED)].join('\n\n'));
  return failures.length > 0 ? exitCode.partlyFailed : exitCode.done;
}
