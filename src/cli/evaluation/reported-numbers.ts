import { basename, dirname } from 'node:path';
import type { EvaluationOptions, EvaluationResult, Interval, ResultComparison } from '../../../eval/index.js';
import type { ReportAbout } from '../../../eval/report/index.js';
import type { Dataset } from '../../datasets/records.js';
import type { FailedImage } from '../../datasets/result-rows.js';
import { packageVersion } from '../../platform/node/package-root.js';
import type { LongWork } from '../../progress.js';
import { methodOf } from '../../runs/detector-proposals.js';
import { runOf } from '../../runs/read-run.js';
import type { DetectionsOption, RuleChoices, TruthOptions } from '../options/evaluation-options.js';
import type { ReportChoices } from '../options/report-options.js';
import { say } from '../output/output.js';
import { ProgressBar } from '../output/progress-bar.js';
import { type Results, readTold } from './input.js';
import { type ProposalFile, readProposals } from './proposals.js';
import { writeReport } from './write-report.js';

interface ReportRequest
  extends ReportChoices,
    DetectionsOption,
    Pick<RuleChoices, 'classes'>,
    Partial<Pick<TruthOptions, 'truth' | 'split'>> {
  readonly report: string;
  readonly curves: boolean;
}

/** What a report was made of. */
export interface ReportedNumbers {
  /** With curves if they are asked for. */
  readonly result: EvaluationResult;
  /** Of the first metric, where it was computed. */
  readonly interval: Interval | undefined;
  readonly others: Results | undefined;
  /** With `others`. */
  readonly comparison?: ResultComparison | undefined;
  readonly proposals: ProposalFile | undefined;
}

/** Judges results and writes the report of it. */
export async function reportedNumbers(
  input: EvaluationOptions,
  dataset: Dataset,
  failures: readonly FailedImage[],
  { signal, ...request }: ReportRequest & Pick<LongWork, 'signal'>,
): Promise<ReportedNumbers> {
  using bar = new ProgressBar();
  const { report, curves } = request;
  const others =
    request.others === undefined
      ? undefined
      : await readTold(request.others, dataset, request, signal ? { signal } : {});
  const file =
    request.proposals !== undefined && !methodOf(request.proposals) ? request.proposals : undefined;
  const proposals = file === undefined ? undefined : await readProposals(file, dataset, request);
  const data = await writeReport(
    report,
    {
      ...input,
      ...(others && { others: others.detections }),
      ...(proposals && { proposals: proposals.proposals }),
      about: await aboutOf(failures, request),
    },
    dataset,
    { onProgress: bar.update, ...(signal && { signal }) },
  );
  bar.end();
  say(`${report}: the report`);
  const result = curves ? data.evaluation : withoutCurves(data.evaluation);
  const { interval, averagedInterval = interval } = data.analysis;
  return { result, interval: averagedInterval, others, comparison: data.other?.comparison, proposals };
}

async function aboutOf(
  failures: readonly FailedImage[],
  { truth, split, detections, others }: ReportRequest,
): Promise<ReportAbout> {
  return {
    ...(truth !== undefined && { truth: [named(truth), split].filter(Boolean).join(', ') }),
    ...(detections !== undefined && { detections: named(detections) }),
    ...(others !== undefined && { others: named(others) }),
    facts: await factsOf(detections),
    failed: failures.map(({ image, error }) => ({ image, reason: error })),
  };
}

/** What a number depends on beside the truth. @param results their file */
export async function factsOf(results: string | undefined): Promise<{ name: string; value: string }[]> {
  return [
    ...(results === undefined ? [] : await factsOfRun(results)),
    { name: 'Evaluated by', value: `googlenet-rcnn ${packageVersion()}` },
  ];
}

/** What the manifest beside a run's results says that they depend on. */
async function factsOfRun(results: string): Promise<{ name: string; value: string }[]> {
  const manifest = await runOf(results);
  if (!manifest) return [];
  const { model, options, program, task } = manifest;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [
    { name: 'Model', value: `${model.name}, SHA-256 ${model.sha256.slice(0, 16)}…` },
    {
      name: task === 'detect' ? 'Detected by' : 'Classified by',
      value: `googlenet-rcnn ${program}: ${settings.join(', ')}`,
    },
  ];
}

/** The last two parts of a path: enough to know it by, and no more of somebody's disk than that. */
export function named(path: string): string {
  const folder = basename(dirname(path));
  return folder === '' || folder === '.' ? basename(path) : `${folder}/${basename(path)}`;
}

function withoutCurves(result: EvaluationResult): EvaluationResult {
  return { ...result, perClass: result.perClass.map(({ curves: _, ...row }) => row) };
}
