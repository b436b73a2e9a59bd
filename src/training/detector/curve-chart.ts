import * as Plot from '@observablehq/plot';
import { draw, ink, percentScale } from '../../reports/charts/draw.js';
import { spread } from '../../reports/charts/spread.js';
import type { CurvePoint } from './learning-curve.js';

/** More lines could not be told apart; the mean then stands alone. */
const MOST_CLASSES = 6;
/** Height of a line of letters, in parts of the axis: 14 pixels of some 270. */
const LETTER = 0.052;

/** AP over photographs learnt from: the mean, and each class where there are few. @param names of the classes */
export function curveChart(curve: readonly CurvePoint[], names: readonly string[]): string {
  const lines = names.length <= MOST_CLASSES && names.length > 1 ? names : [];
  const classes = lines.flatMap((name, k) =>
    curve.map(({ photographs, perClass }) => ({ name, photographs, ap: perClass[k] })),
  );
  const last = curve.at(-1)!.photographs;
  const labels = labelsOf([
    { name: names.length > 1 ? 'mAP' : names[0]!, ap: curve.at(-1)!.mAP, color: ink.first },
    ...classes.flatMap(({ name, photographs, ap }) =>
      photographs === last && typeof ap === 'number' ? [{ name, ap, color: ink.muted }] : [],
    ),
  ]).map((label) => ({ ...label, photographs: last }));
  return draw({
    height: 330,
    marginLeft: 46,
    marginRight: 96,
    marginBottom: 42,
    x: { label: 'photographs', labelAnchor: 'center', labelArrow: 'none', domain: [0, last], ticks: 5 },
    y: { ...percentScale, label: 'AP %', labelArrow: 'none' },
    marks: [
      Plot.gridY({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.line(classes, { x: 'photographs', y: 'ap', z: 'name', stroke: ink.muted }),
      Plot.line(curve, { x: 'photographs', y: 'mAP', stroke: ink.first, strokeWidth: 2.5 }),
      Plot.dot(curve, { x: 'photographs', y: 'mAP', fill: ink.first }),
      Plot.text(labels, {
        ...{ x: 'photographs', y: 'place', text: 'name', textAnchor: 'start', dx: 6 },
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
