import { extname } from 'node:path';
import type { Argv } from 'yargs';
import { isOfLabels } from '../../../eval/protocols.js';
import { RcnnError, unknownName } from '../../errors.js';
import type { DetectionsOption, TruthOptions } from './evaluation-options.js';

/** What `evaluate` takes to write a report beside its numbers. */
export interface ReportChoices {
  readonly report?: string;
  readonly others?: string;
  readonly proposals?: string;
}

/** What the commands that count right labels take. */
export type AccuracyOptions = Pick<TruthOptions, 'json'> &
  Partial<Pick<TruthOptions, 'truth' | 'split'>> &
  DetectionsOption &
  Pick<ReportChoices, 'report'>;

export function reportOptions<T>(yargs: Argv<T>): Argv<T & ReportChoices> {
  return yargs
    .option('report', {
      type: 'string',
      describe: 'write a report: .html (charts and photographs, one file), .md or .json',
    })
    .option('others', {
      type: 'string',
      describe: 'the results of another detector, to compare',
    });
}

/** For results that are there already; where a model computes them, `--proposals` says where it looks as well. */
export function reportProposalsOption<T>(yargs: Argv<T>): Argv<T & Pick<ReportChoices, 'proposals'>> {
  return yargs.option('proposals', {
    type: 'string',
    implies: 'report',
    describe: 'NDJSON of `propose --json`: which missed objects were never proposed',
  });
}

const reportKinds = ['.html', '.md', '.json'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** What the file's ending asks for. @throws RcnnError `bad-option` for any other than .html, .md and .json */
export function reportKind(path: string): ReportKind {
  const ending = extname(path).toLowerCase();
  const kind = reportKinds.find((one) => one === ending);
  if (kind === undefined) throw unknownName(`the ending of --report ${path}`, ending, reportKinds);
  return kind;
}

/** Refuses what no report or comparison can be made of, before hours of detection. @throws RcnnError `bad-option` */
export function checkReport({ report, others }: ReportChoices, protocol: string | undefined): void {
  if (report !== undefined) reportKind(report);
  if (isOfLabels(protocol) && others !== undefined) {
    throw new RcnnError('bad-option', `Expected a contest of boxes for --others, but got ${protocol}.`);
  }
}
