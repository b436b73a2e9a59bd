import { count } from '../../../src/counted.js';
import type { Section } from '../../../src/reports/document.js';
import { decimal, percent } from '../../../src/reports/format.js';
import { recallBars } from '../charts/recall.js';
import type { ReportData } from '../data.js';

/** Which objects are found: by size, aspect, truncation and occlusion. */
export function objectsSection({ analysis: { breakdown, errors } }: ReportData): Section {
  const known = breakdown.filter((row) => row.recall !== null);
  return {
    id: 'objects',
    title: 'Objects',
    blocks: [
      {
        kind: 'pair',
        blocks: [
          {
            kind: 'chart',
            title: `Recall by what the objects are like, at IoU ${decimal(errors.iou)}`,
            alt: `Bars of recall: ${known.map((row) => `${row.group} ${row.value} ${percent(row.recall, 0)} %`).join(', ')}.`,
            draw: () => recallBars(breakdown),
          },
          {
            kind: 'table',
            caption:
              'Objects to find, and the share found by any detection. Small is below 32², large above 96² px; tall and wide from 1.5 : 1',
            head: ['objects', 'number', 'recall %'],
            rows: breakdown.map((row) => [
              `${row.group}: ${row.value}`,
              count(row.objects),
              percent(row.recall, 1),
            ]),
          },
        ],
      },
    ],
  };
}
