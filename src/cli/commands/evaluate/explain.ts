import { comparisonSteps } from '../../../../eval/compare/results.js';
import { ruleInWords } from '../../../../eval/compare/words.js';
import { type DetectionProtocolName, type Explanation, explainProtocols } from '../../../../eval/index.js';
import { RcnnError } from '../../../errors.js';
import { points } from '../../../reports/format.js';
import type { Command, CommandContext } from '../../command.js';
import { completeness, exitCodeOf } from '../../evaluation/incomplete.js';
import { needed, readTold, readTruth, rulesOf } from '../../evaluation/input.js';
import {
  boxContests,
  type DetectionsOption,
  detectionsOption,
  type RuleChoices,
  ruleOptions,
  type TruthOptions,
  truthOptions,
} from '../../options/evaluation-options.js';
import { comparisonText } from '../../output/comparison-text.js';
import { asPercent, print, table, writeJsonLine } from '../../output/output.js';
import { watched } from '../../output/watched.js';

interface Options extends TruthOptions, RuleChoices, DetectionsOption {
  readonly protocol: DetectionProtocolName;
  readonly against?: DetectionProtocolName;
  readonly others?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    ruleOptions(detectionsOption(truthOptions(yargs)))
      .option('protocol', {
        ...boxContests,
        demandOption: true,
        describe: 'whose rules (voc2012: as voc2010)',
      })
      .option('against', { ...boxContests, describe: 'the other protocol' })
      .option('others', { type: 'string', describe: 'the results of another detector' })
      .conflicts('against', 'others')
      .example(
        '$0 evaluate explain --protocol voc2007 --against coco --truth VOC2012 --detections results',
        'why the two numbers differ',
      )
      .example(
        '$0 evaluate explain --protocol voc2010 --truth VOC2012 --detections mine --others yours',
        'which detector is better at what',
      ),
  run: explain,
};

async function explain(options: Options, { signal }: CommandContext): Promise<number> {
  const { protocol, against, others } = options;
  if (against === undefined && others === undefined) {
    throw new RcnnError(
      'bad-option',
      'Expected --against PROTOCOL or --others RESULTS to explain the difference to.',
    );
  }
  if (others === undefined) refuseRules(options);
  const path = needed(options.detections, 'detections');
  const dataset = await readTruth(options, { signal });
  const results = await readTold(path, dataset, options, { signal });
  const rules = await rulesOf(options, dataset);
  const { detections } = results;
  if (others !== undefined) {
    const second = await readTold(others, dataset, options, { signal });
    const both = { detections, others: second.detections };
    const result = await watched(comparisonSteps({ protocol, ...dataset, ...both, ...rules }), { signal });
    if (options.json)
      await writeJsonLine({ ...result, ...completeness(results), others: completeness(second) });
    else await print(comparisonText(result));
    return exitCodeOf([results, second], options);
  }
  const result = explainProtocols({ ...dataset, detections, ...rules, from: protocol, to: against! });
  if (options.json) await writeJsonLine({ ...result, ...completeness(results) });
  else await print(describeExplanation(result));
  return exitCodeOf([results], options);
}

/** Two protocols differ by what these would set. @throws RcnnError `bad-option` */
function refuseRules({ iou, difficult, maxDetections }: Options): void {
  const given = Object.entries({ '--iou': iou, '--difficult': difficult, '--max-detections': maxDetections })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (given.length === 0) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${given.join(' and ')} to be left out with --against, which compares the rules of the protocols.`,
  );
}

function describeExplanation({ rules, from, to, difference, changed }: Explanation): string {
  const rows = rules.map((rule) => [rule.rule, rule.from, rule.to, points(rule.share)]);
  const head = ['rule', from.protocol, to.protocol, 'share of the difference'];
  const words = rules.flatMap(ruleInWords).join('\n');
  return `${table(rows, { head, right: [3] })}\n\n${words}\n\n${asPercent(from.AP)} % to ${asPercent(to.AP)} %: ${points(difference)}; ${changed.length} detections are judged differently`;
}
