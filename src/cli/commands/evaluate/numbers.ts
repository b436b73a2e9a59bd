import {
  type DetectionProtocolName,
  detectionProtocols,
  evaluateDetections,
} from '../../../../eval/index.js';
import type { Command, CommandContext } from '../../command.js';
import { needed, readResults, readTruth, rulesOf } from '../../evaluation-input.js';
import {
  type DetectionsOption,
  detectionsOption,
  type RuleChoices,
  ruleOptions,
  type TruthOptions,
  truthOptions,
} from '../../evaluation-options.js';
import { evaluationTable } from '../../evaluation-table.js';
import { say, writeJsonLine } from '../../output.js';
import { ProgressBar } from '../../progress-bar.js';

interface Options extends TruthOptions, RuleChoices, DetectionsOption {
  readonly protocol: DetectionProtocolName;
  readonly curves: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    ruleOptions(detectionsOption(truthOptions(yargs)))
      .option('protocol', { choices: detectionProtocols, demandOption: true, describe: 'whose rules' })
      .option('curves', {
        type: 'boolean',
        default: false,
        describe: 'add precision-recall curves to --json',
      })
      .example(
        '$0 evaluate --protocol voc2010 --truth VOC2012 --split val --detections results',
        'comp3_det_val_*.txt',
      )
      .example('$0 evaluate --protocol coco --truth instances.json --detections results.json --json', 'COCO'),
  run: evaluate,
};

async function evaluate(options: Options, { signal }: CommandContext): Promise<void> {
  using bar = new ProgressBar({ unit: 'files', quiet: options.json });
  const work = { signal, onProgress: bar.update };
  const path = needed(options.detections, 'detections');
  const dataset = await readTruth(options, work);
  const detections = await readResults(path, dataset, options, work);
  const { protocol, curves } = options;
  const rules = await rulesOf(options, dataset);
  const result = evaluateDetections({ protocol, ...dataset, detections, ...rules, curves });
  if (options.json) await writeJsonLine(result);
  else say(evaluationTable(result));
}
