import * as Plot from '@observablehq/plot';
import { draw, ink, percentScale } from '../../reports/charts/draw.js';
import type { CurvePoint } from './learning-curve.js';

/** More lines could not be told apart; the mean then stands alone. */
const MOST_CLASSES = 6;

/** AP over photographs learnt from: the mean, and each class where there are few. @param names of the classes */
export function curveChart(curve: readonly CurvePoint[], names: readonly string[]): string {
  const lines = names.length <= MOST_CLASSES && names.length > 1 ? names : [];
  const classes = lines.flatMap((name, k) =>
    curve.map(({ photographs, perClass }) => ({ name, photographs, ap: perClass[k] })),
  );
  const last = curve.at(-1)!.photographs;
  const mean = names.length > 1 ? 'mAP' : names[0]!;
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
      Plot.text(
        classes.filter(({ photographs }) => photographs === last),
        { x: 'photographs', y: 'ap', text: 'name', textAnchor: 'start', dx: 6, fill: ink.muted },
      ),
      Plot.line(curve, { x: 'photographs', y: 'mAP', stroke: ink.first, strokeWidth: 2.5 }),
      Plot.dot(curve, { x: 'photographs', y: 'mAP', fill: ink.first }),
      Plot.text(curve.slice(-1), {
        x: 'photographs',
        y: 'mAP',
        text: () => mean,
        textAnchor: 'start',
        dx: 6,
        fill: ink.first,
      }),
    ],
  });
}
