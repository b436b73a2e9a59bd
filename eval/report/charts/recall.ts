import * as Plot from '@observablehq/plot';
import { count } from '../../../src/counted.js';
import { draw, ink, percentScale, rim } from '../../../src/reports/charts/draw.js';
import { percent } from '../../../src/reports/format.js';
import type { BreakdownRow } from '../../analysis/breakdown.js';

/** Recall by what objects are like: a group of bars each for size, aspect, truncation and occlusion. */
export function recallBars(breakdown: readonly BreakdownRow[]): string {
  const rows = breakdown.filter((row) => row.recall !== null);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const label = ({ group, value }: BreakdownRow) =>
    value === 'yes' ? group : value === 'no' ? `not ${group}` : value;
  // An empty line, each with a name of its own, parts the groups.
  const lines = groups.flatMap((group, i) => [
    ...(i === 0 ? [] : [' '.repeat(i)]),
    ...rows.filter((row) => row.group === group).map(label),
  ]);
  return draw({
    height: 50 + 22 * lines.length,
    marginLeft: 100,
    marginRight: 84,
    marginTop: 8,
    marginBottom: 42,
    x: { ...percentScale, label: 'recall %', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain: lines, label: null, tickSize: 0, padding: 0.25 },
    marks: [
      Plot.gridX({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.barX(rows, {
        x: 'recall',
        y: label,
        fill: ink.first,
        title: (row) => `${label(row)}: recall ${percent(row.recall)} % of ${count(row.objects)}`,
      }),
      Plot.text(rows, {
        x: 'recall',
        y: label,
        text: (row) => `${percent(row.recall, 1)} of ${count(row.objects)}`,
        textAnchor: 'start',
        dx: 5,
        ...rim,
      }),
      Plot.ruleX([0], { stroke: 'currentColor' }),
    ],
  });
}
