import { join } from 'node:path';
import {
  type DetectionProtocolName,
  isOfLabels,
  type LabelProtocolName,
} from '../../../../eval/protocols.js';
import { RcnnError } from '../../../errors.js';
import { mergeShards } from '../../../runs/merge.js';
import { RESULTS_FILE } from '../../../runs/results-file.js';
import type { Command, CommandContext } from '../../command.js';
import { needed, readResults, readTruth } from '../../evaluation/input.js';
import { printNumbers } from '../../evaluation/numbers.js';
import { sayMerged } from '../../evaluation/say-merged.js';
import { type ErrorsOption, errorsOption } from '../../options/errors-option.js';
import {
  allContests,
  placeOptions,
  type RuleChoices,
  ruleOptions,
  type TruthOptions,
} from '../../options/evaluation-options.js';
import {
  checkReport,
  type ReportChoices,
  reportOptions,
  reportProposalsOption,
} from '../../options/report-options.js';

interface Options extends Omit<TruthOptions, 'truth'>, RuleChoices, ReportChoices, ErrorsOption {
  readonly runs: readonly string[];
  readonly out: string;
  readonly mixed: boolean;
  readonly protocol?: DetectionProtocolName | LabelProtocolName;
  readonly truth?: string;
}

export const command: Command<Options> = {
  build: (yargs) =>
    reportProposalsOption(reportOptions(ruleOptions(placeOptions(errorsOption(yargs)))))
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of all shards',
      })
      .option('out', {
        type: 'string',
        demandOption: true,
        describe:
          'folder to write, as that of an unsharded run; while shards are missing or not complete nothing is written, and the exit code is 1',
      })
      .option('mixed', {
        type: 'boolean',
        default: false,
        describe: 'allow shards of several classes of processors or runtimes: last digits differ',
      })
      .option('protocol', {
        ...allContests,
        implies: 'truth',
        describe: 'score the merged run by these rules',
      })
      .option('truth', { type: 'string', implies: 'protocol', describe: 'as in `evaluate`' })
      .example(
        '$0 evaluate merge runs/evaluate/voc-val-*-of-3 --out runs/evaluate/voc-val',
        'joins three shards',
      )
      .example(
        '$0 evaluate merge shards/* --out whole --protocol voc2010 --truth VOC2012 --report report.html',
        'and prints the numbers and writes what explains them',
      ),
  files: {
    reads: ['runs', 'truth', 'images', 'meta', 'blacklist', 'others', 'proposals'],
    writes: ['out', 'report'],
  },
  run: merge,
};

async function merge(options: Options, { signal }: CommandContext): Promise<number> {
  const { runs, out, mixed, protocol, truth, report, others, json, errors } = options;
  checkReport(
    options,
    report === undefined && others === undefined ? protocol : needed(protocol, 'protocol'),
  );
  const manifest = await mergeShards(runs, out, { mixed });
  if (protocol === undefined || truth === undefined) {
    const describe = ({ data, model }: typeof manifest) =>
      `${data.images} images of ${data.split} by ${model.name}, from ${runs.length} shards`;
    return sayMerged(out, manifest, { json, errors, describe });
  }
  const { task } = manifest;
  const results = join(out, RESULTS_FILE);
  if (task !== (isOfLabels(protocol) ? 'classify' : 'detect')) {
    throw new RcnnError('bad-option', `Expected rules for what the run does, ${task}, but got ${protocol}.`);
  }
  if (isOfLabels(protocol)) {
    const [{ readLabels, readGuesses }, { printAccuracy }] = await Promise.all([
      import('../../evaluation/labels.js'),
      import('../../evaluation/accuracy.js'),
    ]);
    const set = await readLabels({ ...options, truth }, { signal });
    return printAccuracy(set, await readGuesses(results, set, { signal }), {
      ...options,
      detections: results,
      partial: false,
    });
  }
  const dataset = await readTruth({ ...options, truth }, { signal });
  const found = await readResults(results, dataset, options, { signal });
  return printNumbers(dataset, found, {
    ...options,
    signal,
    protocol,
    detections: results,
    curves: false,
    partial: false,
  });
}
