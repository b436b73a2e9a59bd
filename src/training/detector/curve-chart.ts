import * as Plot from '@observablehq/plot';
import { draw, ink, percentScale } from '../../reports/charts/draw.js';
import { spread } from '../../reports/charts/spread.js';
import type { CurvePoint } from './learning-curve.js';

/** More lines could not be told apart; the mean then stands alone. */
const MOST_CLASSES = 6;
/** Of the classes' lines, in turn: apart from each other and from the mean's blue, on light pages and dark ones. */
const COLORS = ['#d9660b', '#16906f', '#b34fc0', '#a8811a', '#d6436e', '#6b7fd7'];
/** Dashes tell the lines apart without colour, too; the mean's alone is whole. */
const DASHES = ['7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 2'];
/** Height of a line of letters, in parts of the axis: 14 pixels of some 270. */
const LETTER = 0.052;

/** From the end of a line to its label, in parts of the axis. */
const LEADER = 0.05;

/** AP over photographs learnt from: the mean, and each class where there are few. @param names of the classes */
export function curveChart(curve: readonly CurvePoint[], names: readonly string[]): string {
  const lines = names.length <= MOST_CLASSES && names.length > 1 ? names : [];
  const { photographs: last, mAP, perClass } = curve.at(-1)!;
  const labels = labelsOf([
    { name: names.length > 1 ? 'mAP' : names[0]!, ap: mAP, color: ink.first },
    ...lines.flatMap((name, k) => {
      const ap = perClass[k];
      return typeof ap === 'number' ? [{ name, ap, color: COLORS[k]! }] : [];
    }),
  ]);
  return draw({
    height: 330,
    marginLeft: 46,
    marginRight: 96,
    marginBottom: 42,
    x: { label: 'photographs', labelAnchor: 'center', labelArrow: 'none', domain: [0, last], ticks: 5 },
    y: { ...percentScale, label: 'AP %', labelArrow: 'none' },
    marks: [
      Plot.gridY({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      ...lines.map((_, k) =>
        Plot.line(curve, {
          ...{ x: 'photographs', y: (point: CurvePoint) => point.perClass[k] },
          ...{ stroke: COLORS[k]!, strokeWidth: 1.8, strokeDasharray: DASHES[k]! },
        }),
      ),
      Plot.line(curve, { x: 'photographs', y: 'mAP', stroke: ink.first, strokeWidth: 2.5 }),
      Plot.dot(curve, { x: 'photographs', y: 'mAP', fill: ink.first }),
      Plot.link(labels, {
        ...{ x1: last, x2: last * (1 + LEADER), y1: 'ap', y2: 'place', stroke: 'color' },
        clip: false,
      }),
      Plot.text(labels, {
        ...{ x: last * (1 + LEADER), y: 'place', text: 'name', textAnchor: 'start', dx: 4 },
        fill: 'color',
      }),
    ],
  });
}

/** Names at the ends of their lines, none on another. */
function labelsOf<Label extends { readonly ap: number }>(ends: readonly Label[]) {
  const places = spread(
    ends.map(({ ap }) => ap),
    { gap: LETTER, most: 1 },
  );
  return ends.map((end, i) => ({ ...end, place: places[i]! }));
}
