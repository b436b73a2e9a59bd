import { analyseClassification, evaluateClassification } from '../../../eval/index.js';
import {
  type ClassificationReport,
  composeClassificationReport,
  type LadderCell,
  renderHtml,
  renderMarkdown,
} from '../../../eval/report/index.js';
import type { ClassificationSet } from '../../datasets/classification.js';
import { writeBeside } from '../../platform/node/write-beside.js';
import { imagenetClasses } from '../../weights/imagenet-classes.js';
import { type AccuracyOptions, type ReportChoices, reportKind } from '../options/report-options.js';
import { say } from '../output/output.js';
import { readEvidence, type SeenBy } from './evidence.js';
import { type GuessedLabels, labelsOf } from './labels.js';
import { factsOf, named } from './reported-numbers.js';

interface Reported {
  readonly set: ClassificationSet;
  readonly guesses: GuessedLabels;
  readonly ladder?: readonly LadderCell[];
  readonly request: Omit<AccuracyOptions, keyof ReportChoices>;
  /** What made the guesses, to show what it sees; absent for guesses of a file. */
  readonly seenBy?: SeenBy | undefined;
}

/**
 * Writes what explains a classifier's number, as the file's ending says.
 *
 * @throws RcnnError as `reportKind`, `readEvidence` and `writeBeside`
 */
export async function writeClassificationReport(
  path: string,
  { set, guesses, ladder, request, seenBy }: Reported,
): Promise<void> {
  const { predictions, failures } = guesses;
  const { truth, split, detections } = request;
  const names = shortNames();
  const input = { truth: labelsOf(set), predictions };
  const report: ClassificationReport = {
    result: evaluateClassification(input),
    analysis: analyseClassification(input),
    ...(ladder && { ladder }),
    ...(seenBy && { evidence: await readEvidence({ set, guesses }, seenBy, names) }),
    names,
    about: {
      ...(truth !== undefined && { truth: [named(truth), split].filter(Boolean).join(', ') }),
      ...(detections !== undefined && { predictions: named(detections) }),
      facts: await factsOf(detections),
      failed: failures.map(({ image, error }) => ({ image, reason: error })),
    },
  };
  await writeBeside(path, [rendered(path, report)]);
  say(`${path}: the report`);
}

function rendered(path: string, report: ClassificationReport): string {
  const kind = reportKind(path);
  if (kind === '.json') {
    const { names: _names, evidence: _pictures, ...data } = report;
    return `${JSON.stringify(data)}\n`;
  }
  const document = composeClassificationReport(report);
  return kind === '.md' ? renderMarkdown(document) : renderHtml(document);
}

/** ImageNet's first name of each class; two cranes and two maillots keep their wnid. */
function shortNames(): Map<string, string> {
  const rows = imagenetClasses().map(({ wnid, name }) => [wnid!, name.split(',')[0]!] as const);
  const seen = new Map<string, number>();
  for (const [, name] of rows) seen.set(name, (seen.get(name) ?? 0) + 1);
  return new Map(rows.map(([wnid, name]) => [wnid, seen.get(name) === 1 ? name : `${name} ${wnid}`]));
}
