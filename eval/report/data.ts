/** Everything that a report shows, computed once. */
import { finish, type Steps } from '../../src/steps.js';
import { type Analysis, type AnalysisOptions, analysisSteps } from '../analysis/analyse.js';
import { comparePrepared, type ResultComparison } from '../compare/results.js';
import { evaluatePrepared, type Prepared, prepare } from '../evaluate.js';
import { type Columns, type EvaluationInput, toColumns } from '../inputs.js';
import { hintsOfColumns } from '../plausibility/hints.js';
import type { EvaluationResult } from '../results.js';

export interface ReportOptions extends Omit<AnalysisOptions, 'curves'> {
  /** Results of another detector on the same images, to compare with. */
  readonly others?: EvaluationInput['detections'];
  readonly about?: ReportAbout;
}

/** Where the numbers come from, as far as the caller knows. */
export interface ReportAbout {
  /** Name of the data set, of the results, and of the results compared with. */
  readonly truth?: string;
  readonly detections?: string;
  readonly others?: string;
  /** Whatever else the number depends on: model, hash, version, seed. */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  /** Images that could not be detected on; their objects count as missed. */
  readonly failed?: readonly { readonly image: string; readonly reason: string }[];
}

export interface Run {
  readonly evaluation: EvaluationResult;
  readonly analysis: Analysis;
}

export interface ReportData extends Run {
  readonly about: ReportAbout;
  readonly columns: Columns;
  /** What looks odd about the results, in sentences. */
  readonly hints: readonly string[];
  /** The run compared with. */
  readonly other?: Run & { readonly comparison: ResultComparison };
}

/** @throws RcnnError as `evaluateDetections` */
export function reportData(options: ReportOptions): ReportData {
  return finish(reportSteps(options));
}

/** {@link reportData} in steps. */
export function* reportSteps({ others, about = {}, ...options }: ReportOptions): Steps<ReportData> {
  const columns = toColumns(options);
  const input = { ...options, ...columns };
  const own = prepare(input);
  const run = yield* runSteps(input, own);
  const other = others && (yield* otherSteps({ ...input, detections: others }, own));
  return { about, columns, hints: hintsOfColumns(columns), ...run, ...(other && { other }) };
}

function* runSteps(input: Omit<AnalysisOptions, 'curves'>, prepared: Prepared): Steps<Run> {
  return {
    evaluation: evaluatePrepared(prepared, { curves: true }),
    analysis: yield* analysisSteps(input, prepared),
  };
}

/** The run compared with, and the comparison. */
function* otherSteps(
  input: Omit<AnalysisOptions, 'curves'>,
  own: Prepared,
): Steps<NonNullable<ReportData['other']>> {
  const prepared = prepare(input);
  const run = yield* runSteps(input, prepared);
  return { ...run, comparison: yield* comparePrepared([own, prepared], input.bootstrap) };
}

/** The report for machines: the results as `evaluate --json --curves`, `analyse` and `explain` give them. */
export function reportJson({ columns: _, ...data }: ReportData): string {
  return `${JSON.stringify(data)}\n`;
}
