import { type ReportData, type ReportOptions, reportSteps } from '../../../eval/report/data.js';
import {
  chooseExhibits,
  composeReport,
  renderHtml,
  renderMarkdown,
  reportJson,
} from '../../../eval/report/index.js';
import type { Dataset } from '../../datasets/records.js';
import { readPhotographs } from '../../pictures/photographs.js';
import { writeBeside } from '../../platform/node/write-beside.js';
import type { LongWork } from '../../progress.js';
import { inTurns } from '../../steps.js';
import { type ReportKind, reportKind } from '../options/report-options.js';

/**
 * Computes the report and writes it as its ending says, beside and renamed.
 *
 * @param dataset where the photographs of the gallery are looked for
 * @returns what was computed, so that the command need not compute it again
 * @throws RcnnError as `evaluateDetections`, `reportKind` and `writeBeside`
 */
export async function writeReport(
  path: string,
  options: ReportOptions,
  dataset: Pick<Dataset, 'images' | 'root'>,
  work: LongWork = {},
): Promise<ReportData> {
  const kind = reportKind(path);
  const data = await inTurns(reportSteps(options), work);
  await writeBeside(path, [await rendered(kind, data, dataset, work)]);
  return data;
}

async function rendered(
  kind: ReportKind,
  data: ReportData,
  dataset: Pick<Dataset, 'images' | 'root'>,
  work: LongWork,
): Promise<string> {
  if (kind === '.json') return reportJson(data);
  const exhibits = chooseExhibits(data);
  const photographs = await readPhotographs(exhibits, dataset, work);
  const document = composeReport(data, { exhibits, photographs });
  return kind === '.md' ? renderMarkdown(document) : renderHtml(document);
}
