import * as Plot from '@observablehq/plot';
import { counted } from '../../../src/counted.js';
import { draw, ink, rim } from '../../../src/reports/charts/draw.js';
import { points } from '../../../src/reports/format.js';
import { type ErrorAnalysis, errorKinds } from '../../analysis/errors.js';

/** Names of the runs beside their errors; one run needs none. */
type NamedErrors = readonly { readonly name: string; readonly errors: ErrorAnalysis }[];

/** One bar per kind of error (and run): the mAP gained by fixing it. */
export function errorGains(runs: NamedErrors): string {
  const rows = rowsOf(runs);
  const most = Math.max(0.01, ...rows.map(({ gain }) => gain));
  const least = Math.min(0, ...rows.map(({ gain }) => gain));
  return draw({
    height: 60 + errorKinds.length * (runs.length === 1 ? 34 : 24 * runs.length + 10),
    marginLeft: 96,
    marginRight: 12,
    marginTop: 8,
    marginBottom: 42,
    x: {
      domain: [least, most * 1.42], // room for the words after the longest bar
      ticks: 5,
      tickFormat: (value: number) => points(value, most < 0.04 ? 1 : 0),
      label: 'mAP gained if fixed, points',
      labelAnchor: 'center',
      labelArrow: 'none',
    },
    y: {
      domain: runs.map((_, run) => run),
      axis: null,
      paddingInner: 0.06,
      paddingOuter: runs.length === 1 ? 0.18 : 0.24,
    },
    fy: { domain: errorKinds, label: null, padding: 0 },
    marks: marksOf(rows),
  });
}

/** One per bar. */
function rowsOf(runs: NamedErrors) {
  return runs.flatMap(({ name, errors: { errors } }, run) =>
    errorKinds.map((kind) => ({ run, name, kind, ...errors[kind] })),
  );
}

function marksOf(rows: ReturnType<typeof rowsOf>): Plot.Markish[] {
  return [
    Plot.axisFy({ anchor: 'left', label: null, tickSize: 0 }),
    Plot.gridX({ ticks: 5, stroke: ink.line, strokeOpacity: 1 }),
    Plot.barX(rows, {
      x: 'gain',
      y: 'run',
      fy: 'kind',
      fill: ({ run }) => (run === 0 ? ink.first : ink.second),
      title: (row) => `${row.kind}: ${counted(row.count, 'error')}, ${points(row.gain)} points of mAP`,
    }),
    Plot.text(rows, {
      x: (row) => Math.max(0, row.gain), // a loss has its words at the right of zero, too
      y: 'run',
      fy: 'kind',
      text: (row) => `${points(row.gain, 1)} · ${counted(row.count, 'error')}`,
      textAnchor: 'start',
      dx: 5,
      ...rim,
    }),
    Plot.ruleX([0], { stroke: 'currentColor' }),
  ];
}
