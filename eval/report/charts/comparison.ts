import * as Plot from '@observablehq/plot';
import { draw, ink, labelRoom, percentScale, rim, shortLabel } from '../../../src/reports/charts/draw.js';
import { percent, points } from '../../../src/reports/format.js';
import type { ResultComparison } from '../../compare/results.js';

type Row = ResultComparison['perClass'][number];

/** An arrow per class from the first run's AP to the second's, the largest gain on top. */
export function averagePrecisionArrows({ perClass }: ResultComparison): string {
  const rows = perClass.toSorted((a, b) => b.second - b.first - (a.second - a.first));
  const colour = ({ first, second }: Row) => (second >= first ? ink.good : ink.bad);
  const right = ({ first, second }: Row) => Math.max(first, second);
  return draw({
    height: 60 + 21 * rows.length,
    marginLeft: labelRoom(rows.map((row) => row.class)),
    marginRight: 52,
    marginTop: 10,
    marginBottom: 42,
    x: { ...percentScale, label: 'AP %', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain: rows.map((row) => row.class), label: null, tickSize: 0, tickFormat: shortLabel },
    marks: [
      Plot.gridX({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.arrow(rows, {
        x1: 'first',
        x2: 'second',
        y: 'class',
        stroke: colour,
        strokeWidth: 2.5,
        headLength: 6,
        title: (row) => `${row.class}: ${percent(row.first)} % to ${percent(row.second)} %`,
      }),
      Plot.dot(rows, { x: 'first', y: 'class', r: 3, fill: ink.muted }),
      Plot.text(rows, {
        x: right,
        y: 'class',
        text: (row) => points(row.second - row.first, 1),
        textAnchor: 'start',
        dx: 8,
        ...rim,
      }),
    ],
  });
}
