import { extname } from 'node:path';
import {
  chooseExhibits,
  composeReport,
  type ReportData,
  type ReportOptions,
  renderHtml,
  renderMarkdown,
  reportData,
  reportJson,
} from '../../../eval/report/index.js';
import type { Dataset } from '../../datasets/records.js';
import { unknownName } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { writeBeside } from '../../write-beside.js';
import { readPhotographs } from './photographs.js';

const kinds = ['.html', '.md', '.json'] as const;
type Kind = (typeof kinds)[number];

/** What the file's ending asks for. @throws RcnnError `bad-option` for any other than .html, .md and .json */
export function reportKind(path: string): Kind {
  const ending = extname(path).toLowerCase();
  const kind = kinds.find((one) => one === ending);
  if (kind === undefined) throw unknownName(`the ending of --report ${path}`, ending, kinds);
  return kind;
}

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
  const data = reportData(options);
  await writeBeside(path, [await rendered(kind, data, dataset, work)]);
  return data;
}

async function rendered(
  kind: Kind,
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
