/** Precision over recall: R = points of a curve. */
import * as Plot from '@observablehq/plot';
import { draw, ink, percentScale, rim } from '../../../src/reports/charts/draw.js';
import type { ClassResult, PrecisionRecall } from '../../results.js';

interface Point {
  readonly recall: number;
  readonly precision: number;
}

/** Curves are drawn with at most this many points; more are closer than a pixel of a small chart. */
const mostPoints = 160;

/** Classes that are named at either end of the list; more names would hide each other. */
const NAMED = 3;

/**
 * Every class as a thin line, the best and the worst of them in colour with their names, and the mean of all best
 * precisions at each recall as a thick one.
 */
export function allCurves(perClass: readonly ClassResult[]): string {
  const curves = perClass
    .flatMap(({ class: name, AP, curves }) => {
      const curve = curves?.[0];
      return AP === null || !curve ? [] : [{ name, AP, curve }];
    })
    .sort((one, other) => other.AP - one.AP);
  const colorOf = (place: number) => {
    if (place < NAMED) return ink.good;
    return place >= curves.length - NAMED ? ink.bad : ink.muted;
  };
  const lines = curves.map(({ name, curve }, place) => ({
    points: pointsOf(curve).map((point) => ({ ...point, name })),
    color: colorOf(place),
  }));
  const grey = lines.filter(({ color }) => color === ink.muted).flatMap(({ points }) => points);
  const named = lines.filter(({ color }) => color !== ink.muted);
  const thin = { x: 'recall', y: 'precision', z: 'name', title: 'name', strokeWidth: 1 } as const;
  const mean = meanCurve(curves.map(({ curve }) => curve));
  return draw({
    height: 360,
    marginLeft: 46,
    marginBottom: 42,
    marginRight: 90,
    x: { ...percentScale, label: 'recall %', labelAnchor: 'center', labelArrow: 'none' },
    y: { ...percentScale, label: 'precision %', labelArrow: 'none' },
    marks: [
      Plot.gridY({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.line(grey, { ...thin, stroke: ink.muted, strokeOpacity: 0.45 }),
      ...named.map(({ points, color }) => Plot.line(points, { ...thin, stroke: color, strokeWidth: 1.5 })),
      Plot.line(mean, { x: 'recall', y: 'precision', stroke: ink.first, strokeWidth: 3 }),
      ...named.flatMap(({ color }, i) => {
        const end = apart(named.map(({ points }) => points.at(-1)))[i];
        const text = { x: 'recall', y: 'precision', text: 'name', textAnchor: 'start', dx: 5 } as const;
        return end ? [Plot.text([end], { ...text, ...rim, fill: color })] : [];
      }),
    ],
  });
}

/** Ends of lines as places of their names: each a letter's height from those placed before. */
function apart<P extends Point>(ends: readonly (P | undefined)[]): (P | undefined)[] {
  const LETTER = 0.05; // of the chart's height
  const placed: Point[] = [];
  return ends.map((end) => {
    if (!end) return undefined;
    const near = ({ recall, precision }: Point, at: number) =>
      Math.abs(recall - end.recall) < 0.25 && Math.abs(precision - at) < LETTER;
    let { precision } = end;
    while (placed.some((other) => near(other, precision)) && precision < 1) precision += LETTER;
    const place = { ...end, precision: Math.min(1, precision) };
    placed.push(place);
    return place;
  });
}

/** One class: its measured curve over the area that counts, at one or more IoUs (the first is strongest). */
export function classCurve(curves: readonly PrecisionRecall[], best?: Point): string {
  const [first] = curves;
  const lines = curves.flatMap((curve) => pointsOf(curve).map((point) => ({ ...point, iou: curve.iou })));
  return draw({
    width: 200,
    height: 160,
    marginLeft: 30,
    marginBottom: 24,
    marginTop: 8,
    marginRight: 10,
    x: { ...percentScale, ticks: [0, 0.5, 1], label: null },
    y: { ...percentScale, ticks: [0, 0.5, 1], label: null },
    marks: [
      Plot.gridY({ ticks: [0, 0.5, 1], stroke: ink.line, strokeOpacity: 1 }),
      Plot.areaY(first ? envelope(first) : [], {
        x: 'recall',
        y: 'precision',
        fill: ink.first,
        fillOpacity: 0.14,
        curve: 'step-before',
      }),
      Plot.line(lines, {
        x: 'recall',
        y: 'precision',
        z: 'iou',
        stroke: ink.first,
        strokeWidth: 1.6,
        strokeOpacity: (point: { iou: number }) => (point.iou === first.iou ? 1 : 0.45),
      }),
      Plot.dot(best ? [best] : [], { x: 'recall', y: 'precision', r: 3.5, fill: ink.second }),
    ],
  });
}

/** The curve from recall 0 on, thinned: the first, the last and evenly many between. */
export function pointsOf({ recall, precision }: PrecisionRecall): Point[] {
  if (recall.length === 0) return [];
  const points = thinned(recall.length).map((i) => ({ recall: recall[i], precision: precision[i] }));
  return [{ recall: 0, precision: precision[0] }, ...points];
}

function thinned(length: number): number[] {
  if (length <= mostPoints) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: mostPoints }, (_, i) => Math.round((i * (length - 1)) / (mostPoints - 1)));
}

/** The best precision at each recall or beyond: what AP is the area of. */
export function envelope(curve: PrecisionRecall): Point[] {
  const points = pointsOf(curve);
  let best = 0;
  return points
    .toReversed()
    .map(({ recall, precision }) => {
      best = Math.max(best, precision);
      return { recall, precision: best };
    })
    .reverse();
}

/** The mean over classes of the best precision at recall 0, 0.01 .. 1; a class that does not reach has 0. */
export function meanCurve(curves: readonly PrecisionRecall[]): Point[] {
  if (curves.length === 0) return [];
  const envelopes = curves.map(({ precision }) => {
    const best = [...precision];
    for (let i = best.length - 2; i >= 0; i--) best[i] = Math.max(best[i], best[i + 1]);
    return best;
  });
  return Array.from({ length: 101 }, (_, n) => {
    const at = n / 100;
    const sum = curves.reduce((total, { recall }, k) => {
      const i = recall.findIndex((value) => value >= at);
      return total + (i < 0 ? 0 : envelopes[k][i]);
    }, 0);
    return { recall: at, precision: sum / curves.length };
  });
}
