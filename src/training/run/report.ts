/** The report of a run: its curves and costs as one HTML file that needs nothing else. */
import { join } from 'node:path';
import { writeBeside } from '../../platform/node/write-beside.js';
import { percent } from '../../reports/format.js';
import { escapeHtml } from '../../reports/html/escape.js';
import { colors } from '../../reports/html/style.js';
import { accuracyChart, lossChart, rateChart } from './charts.js';
import type { LogRecord, StepRecord, ValidationRecord } from './run-log.js';
import type { TaskWords } from './training-task.js';

export interface ReportOptions {
  readonly title: string;
  readonly captions: TaskWords['captions'];
  readonly records: readonly LogRecord[];
  /** Configuration, shown as it is. */
  readonly config: unknown;
}

/** Writes `report.html` into the run's folder, beside and renamed. @throws RcnnError `disk-full` */
export async function writeReport(folder: string, options: ReportOptions): Promise<void> {
  await writeBeside(join(folder, 'report.html'), [reportHtml(options)]);
}

/** The same records, the same bytes. */
export function reportHtml({ title, captions, records, config }: ReportOptions): string {
  const steps = records.filter((record): record is StepRecord => record.kind === 'step');
  const validations = records.filter((record): record is ValidationRecord => record.kind === 'validation');
  const starts = records.filter(({ kind }) => kind === 'start').length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(summaryOf(steps, validations, starts))}</p>
<div class="charts">
<figure><figcaption>${escapeHtml(captions.accuracy)}</figcaption>${accuracyChart(steps, validations)}</figure>
<figure><figcaption>${escapeHtml(captions.loss)}</figcaption>${lossChart(steps, validations)}</figure>
<figure><figcaption>Learning rate over epochs.</figcaption>${rateChart(steps, validations)}</figure>
</div>
${validations.length > 0 ? validationTable(validations) : ''}
<h2>Configuration</h2>
<pre>${escapeHtml(JSON.stringify(config, undefined, 2))}</pre>
</body></html>
`;
}

function summaryOf(
  steps: readonly StepRecord[],
  validations: readonly ValidationRecord[],
  starts: number,
): string {
  const last = validations.at(-1);
  const done = `${steps.length} steps in ${starts} ${starts === 1 ? 'process' : 'processes'}.`;
  if (!last) return `${done} Not validated yet.`;
  const { name, of } = measureOf(last);
  const best = validations.reduce((a, b) => (of(b) > of(a) ? b : a));
  const sum = (of: (record: ValidationRecord) => number) =>
    validations.reduce((total, record) => total + of(record), 0);
  const seconds = sum(({ training, validation }) => training.seconds + validation.seconds);
  const cpuSeconds = sum(({ training, validation }) => training.cpuSeconds + validation.cpuSeconds);
  return `${done} ${name} on validation ${percent(of(last), 1)} % after epoch ${last.epoch}, at best ${percent(of(best), 1)} % after epoch ${best.epoch}. Until then ${clock(seconds)} on the clock and ${clock(cpuSeconds)} of processor time, without what was repeated.`;
}

/** The measure by which a run's models are compared. */
function measureOf({ top1 }: ValidationRecord): { name: string; of: (record: ValidationRecord) => number } {
  return top1 === undefined
    ? { name: 'mAP', of: ({ mAP = 0 }) => mAP }
    : { name: 'Top-1', of: ({ top1 = 0 }) => top1 };
}

function validationTable(validations: readonly ValidationRecord[]): string {
  const share = (value?: number) => (value === undefined ? undefined : `${percent(value, 1)} %`);
  const measured: readonly (readonly [string, (record: ValidationRecord) => string | undefined])[] = [
    ['top-1', ({ top1 }) => share(top1)],
    ['top-5', ({ top5 }) => share(top5)],
    ['mAP', ({ mAP }) => share(mAP)],
    ['loss', ({ loss }) => loss?.toFixed(3)],
  ];
  const used = measured.filter(([, of]) => validations.some((record) => of(record) !== undefined));
  const head = ['epoch', ...used.map(([name]) => name), 'images/s', 'waited', 'clock', 'processor'];
  const rows = validations.map((record) => {
    const { epoch, training } = record;
    return [
      String(epoch),
      ...used.map(([, of]) => of(record) ?? ''),
      (training.images / training.seconds).toFixed(1),
      `${percent(training.waitedShare, 1)} %`,
      clock(training.seconds),
      clock(training.cpuSeconds),
    ];
  });
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  return `<h2>Validations</h2>
<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}</tbody></table>`;
}

function clock(seconds: number): string {
  if (seconds < 59.5) return `${seconds.toFixed(0)} s`;
  return seconds < 3597 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(2)} h`;
}

const style = `
${colors}
body { max-width: 1080px; margin: 0 auto; padding: 24px 16px 48px; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 8px; } h2 { font-size: 1.2rem; margin: 28px 0 8px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 12px 36px; }
figure { margin: 12px 0; } figcaption { color: var(--muted); font-size: 0.87rem; margin-bottom: 6px; }
.plot { --plot-background: var(--page); display: block; width: 100%; height: auto; font: 12px system-ui, "DejaVu Sans", sans-serif; overflow: visible; }
.plot text { white-space: pre; }
table { border-collapse: collapse; font-size: 0.87rem; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 14px 4px 0; text-align: right; border-bottom: 1px solid var(--line); } th { color: var(--muted); }
pre { font-size: 0.8rem; overflow-x: auto; }
`.trim();
