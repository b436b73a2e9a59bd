import * as Plot from '@observablehq/plot';
import { draw, ink, labelRoom, percentScale, rim, shortLabel } from '../../../src/reports/charts/draw.js';
import { percent } from '../../../src/reports/format.js';
import type { ClassResult } from '../../results.js';

/** A bar per class, as listed, with a line at the mean of all; classes without objects are left out. */
export function averagePrecisionBars(perClass: readonly ClassResult[], mean: number): string {
  const rows = perClass.flatMap((row) =>
    row.AP === null ? [] : [{ name: row.class, AP: row.AP, objects: row.objects }],
  );
  return draw({
    height: 56 + 21 * rows.length,
    marginLeft: labelRoom(rows.map(({ name }) => name)),
    marginRight: 40,
    marginTop: 24,
    marginBottom: 32,
    x: { ...percentScale, label: null },
    y: {
      domain: rows.map(({ name }) => name),
      label: null,
      tickSize: 0,
      tickFormat: shortLabel,
      padding: 0.25,
    },
    marks: [
      Plot.gridX({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.barX(rows, {
        x: 'AP',
        y: 'name',
        fill: ink.first,
        title: (row) => `${row.name}: AP ${percent(row.AP)} %, ${row.objects} objects`,
      }),
      Plot.ruleX([mean], { stroke: 'currentColor', strokeDasharray: '4 3' }),
      Plot.text(rows, { x: 'AP', y: 'name', text: (row) => percent(row.AP, 1), ...besideBar }),
      Plot.text([mean], {
        x: (value: number) => value,
        frameAnchor: 'top',
        text: (value: number) => `mean ${percent(value, 1)}`,
        dy: -14,
      }),
    ],
  });
}

const besideBar = { textAnchor: 'start', dx: 5, ...rim } as const;
