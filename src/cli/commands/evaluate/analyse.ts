import { analysisSteps } from '../../../../eval/analysis/analyse.js';
import { errorMeanings } from '../../../../eval/analysis/errors.js';
import { evaluatePrepared, prepare } from '../../../../eval/evaluate.js';
import {
  type Analysis,
  type DetectionProtocolName,
  errorKinds,
  type Interval,
} from '../../../../eval/index.js';
import { headlineOf } from '../../../../eval/report/rules.js';
import type { Command, CommandContext } from '../../command.js';
import { completeness, exitCodeOf } from '../../evaluation/incomplete.js';
import { needed, readTold, readTruth, rulesOf } from '../../evaluation/input.js';
import { readProposals } from '../../evaluation/proposals.js';
import {
  boxContests,
  type DetectionsOption,
  detectionsOption,
  type RuleChoices,
  ruleOptions,
  type TruthOptions,
  truthOptions,
} from '../../options/evaluation-options.js';
import { asPercent, print, table, writeJsonLine } from '../../output/output.js';
import { watched } from '../../output/watched.js';

interface Options extends TruthOptions, RuleChoices, DetectionsOption {
  readonly protocol: DetectionProtocolName;
  readonly proposals?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    ruleOptions(detectionsOption(truthOptions(yargs)))
      .option('protocol', {
        ...boxContests,
        demandOption: true,
        describe: 'whose rules (voc2012: as voc2010)',
      })
      .option('proposals', {
        type: 'string',
        describe: 'NDJSON of `propose --json`: which missed objects were never proposed',
      })
      .example(
        '$0 evaluate analyse --protocol voc2010 --truth VOC2012 --detections results',
        'which errors cost how much',
      ),
  run: analyse,
};

async function analyse(options: Options, { signal }: CommandContext): Promise<number> {
  const path = needed(options.detections, 'detections');
  const dataset = await readTruth(options, { signal });
  const results = await readTold(path, dataset, options, { signal });
  const { detections } = results;
  const rules = await rulesOf(options, dataset);
  const boxes =
    options.proposals === undefined ? undefined : await readProposals(options.proposals, dataset, options);
  const input = { protocol: options.protocol, ...dataset, detections, ...rules };
  const prepared = prepare(input);
  const steps = analysisSteps({ ...input, ...(boxes && { proposals: boxes.proposals }) }, prepared);
  const result = await watched(steps, { signal });
  const evaluation = evaluatePrepared(prepared);
  if (options.json)
    await writeJsonLine({
      ...result,
      metrics: evaluation.metrics,
      ...completeness(results),
      ...(boxes && { proposals: completeness(boxes) }),
    });
  else await print(describe(result, headlineOf(evaluation).value));
  return exitCodeOf([results, ...(boxes ? [boxes] : [])], options);
}

/** @param headline the contest's main number */
function describe(
  { errors, breakdown, interval, averagedInterval, calibration }: Analysis,
  headline: number,
): string {
  const range = ({ low, high }: Interval) => `${asPercent(low)} to ${asPercent(high)}`;
  const rows = errorKinds.map((kind) => [
    kind,
    errorMeanings[kind],
    errors.errors[kind].count,
    asPercent(errors.errors[kind].gain),
  ]);
  return [
    table(rows, { head: ['error', 'meaning', 'count', 'mAP gained, points'], right: [2, 3] }),
    ...(errors.withoutProposal === undefined
      ? []
      : [
          `${errors.withoutProposal} of the ${errors.missedWithProposals} missed objects on images with proposals have none of IoU 0.5`,
        ]),
    table(
      breakdown.map(({ group, value, objects, recall }) => [group, value, objects, asPercent(recall)]),
      { head: ['objects', '', 'number', 'recall %'], right: [2, 3] },
    ),
    [
      `mAP ${asPercent(errors.mAP)} % at IoU ${errors.iou} (${range(interval)})`,
      ...(averagedInterval
        ? [`mean over all IoUs ${asPercent(headline)} % (${range(averagedInterval)})`]
        : []),
      `${100 * interval.level} % intervals from ${interval.resamples} resamplings of the images`,
      `calibration error ${asPercent(calibration.ece)} %`,
    ].join('; '),
  ].join('\n\n');
}
