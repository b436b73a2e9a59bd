/** What is taken for what: K = classes shown. */
import * as Plot from '@observablehq/plot';
import { counted } from '../../../src/counted.js';
import { draw, ink, labelRoom, shortLabel } from '../../../src/reports/charts/draw.js';
import { percent } from '../../../src/reports/format.js';

export interface HeatMapCell {
  readonly truth: string;
  readonly detected: string;
  readonly count: number;
  /** Part of its row, 0..1. */
  readonly share: number;
}

/** Squares of this many pixels hold three digits; the smaller ones let 30 classes fit a wide page. */
const sides = { roomy: 32, narrow: 27, roomyUpTo: 22 };

interface Axes {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

/** @param rows, columns - names in order; cells of count 0 may be left out */
export function heatMap(cells: readonly HeatMapCell[], { rows, columns }: Axes): string {
  const side = columns.length <= sides.roomyUpTo ? sides.roomy : sides.narrow;
  const left = labelRoom(rows);
  const top = labelRoom(columns.map(shortLabel)) * 0.8 + 10;
  return draw({
    width: left + side * columns.length + 40,
    height: top + side * rows.length + 16,
    marginLeft: left,
    marginTop: top,
    marginRight: 40,
    marginBottom: 16,
    x: { domain: columns, label: null, axis: null, padding: 0.06 },
    y: { domain: rows, label: null, tickSize: 0, tickFormat: shortLabel, padding: 0.06 },
    marks: [
      Plot.axisX({ anchor: 'top', tickSize: 0, tickRotate: -50, label: null, tickFormat: shortLabel }),
      ...squares(cells, { rows, columns }),
    ],
  });
}

/** Every square of the grid, and on it those that are counted, with their numbers. */
function squares(cells: readonly HeatMapCell[], { rows, columns }: Axes): Plot.Markish[] {
  const written = (value: number) => (value < 1000 ? String(value) : `${Math.round(value / 1000)}k`);
  const strong = ({ share }: HeatMapCell) => share >= 0.55;
  const text = (of: (cell: HeatMapCell) => boolean, fill: string) =>
    Plot.text(cells.filter(of), { x: 'detected', y: 'truth', text: (cell) => written(cell.count), fill });
  return [
    Plot.cell(
      rows.flatMap((truth) => columns.map((detected) => ({ truth, detected }))),
      {
        x: 'detected',
        y: 'truth',
        fill: ink.line,
        fillOpacity: 0.45,
      },
    ),
    Plot.cell(cells, {
      x: 'detected',
      y: 'truth',
      fill: ink.first,
      fillOpacity: (cell: HeatMapCell) => 0.12 + 0.88 * cell.share,
      title: (cell) =>
        `${cell.truth} taken for ${cell.detected}: ${counted(cell.count, 'time')}, ${percent(cell.share, 1)} % of the row`,
    }),
    text((cell) => !strong(cell), 'currentColor'),
    text(strong, 'var(--on-first)'),
  ];
}
