import { evaluateProposals, type ProposalEvaluation } from '../../../../eval/index.js';
import type { Command, CommandContext } from '../../command.js';
import { describeFailures, MISSED } from '../../evaluation/failures.js';
import { completeness, exitCodeOf } from '../../evaluation/incomplete.js';
import { readTruth } from '../../evaluation/input.js';
import { readProposals } from '../../evaluation/proposals.js';
import {
  difficultOption,
  type PartialOption,
  partialOption,
  type RuleChoices,
  type TruthOptions,
  truthOptions,
} from '../../options/evaluation-options.js';
import { asPercent, print, say, table, writeJsonLine } from '../../output/output.js';

interface Options extends TruthOptions, PartialOption, Pick<RuleChoices, 'difficult'> {
  readonly proposals: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    partialOption(difficultOption(truthOptions(yargs)))
      .option('proposals', { type: 'string', demandOption: true, describe: 'NDJSON of `propose --json`' })
      .example(
        '$0 evaluate proposals --truth VOC2012 --proposals boxes.ndjson',
        'recall by overlap and by number of boxes',
      ),
  run: evaluate,
};

async function evaluate(options: Options, { signal }: CommandContext): Promise<number> {
  const dataset = await readTruth(options, { signal });
  const boxes = await readProposals(options.proposals, dataset, options);
  const { proposals } = boxes;
  const result = evaluateProposals({ ...dataset, proposals, difficult: options.difficult === 'counted' });
  if (options.json) await writeJsonLine({ ...result, ...completeness(boxes) });
  else {
    await print(describe(result));
    for (const text of describeFailures(boxes.failures, MISSED)) say(`\n${text}`);
  }
  return exitCodeOf([boxes], options);
}

function describe(result: ProposalEvaluation): string {
  const { counts, iou } = result.options;
  const at = iou.indexOf(0.5);
  const rows = counts.map((count, n) => [
    count,
    ...[
      result.recall[n][at],
      result.averageRecall[n],
      result.meanBestOverlap[n],
      result.meanAverageBestOverlap[n],
    ].map((share) => asPercent(share)),
  ]);
  const head = [result.complete ? 'boxes' : 'boxes (incomplete)', 'recall@0.5 %', 'AR %', 'ABO %', 'MABO %'];
  return `${table(rows, { head, right: [0, 1, 2, 3, 4] })}\n\n${result.objects} objects; ${result.boxes.mean.toFixed(0)} boxes per image, ${result.boxes.most} at most`;
}
