import * as Plot from '@observablehq/plot';
import { count } from '../../../src/counted.js';
import { draw, ink, percentScale } from '../../../src/reports/charts/draw.js';
import { decimal, percent } from '../../../src/reports/format.js';
import type { Calibration } from '../../analysis/scores.js';

const scores = { domain: [0, 1] as [number, number], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

/** Share of true detections by score, beside the diagonal where the two are equal (Guo 2017, figure 1). */
export function reliabilityDiagram({ bins }: Calibration, right = 'true detections'): string {
  const filled = bins.filter((bin) => bin.precision !== null);
  return draw({
    height: 330,
    marginLeft: 46,
    marginBottom: 42,
    x: { ...scores, label: 'score', labelAnchor: 'center', labelArrow: 'none' },
    y: { ...percentScale, label: `${right} %`, labelArrow: 'none' },
    marks: [
      Plot.gridY({ ticks: percentScale.ticks, stroke: ink.line, strokeOpacity: 1 }),
      Plot.rectY(filled, {
        x1: 'from',
        x2: 'to',
        y: 'precision',
        fill: ink.first,
        fillOpacity: 0.75,
        title: (bin) =>
          `score ${decimal(bin.from)} to ${decimal(bin.to)}: ${percent(bin.precision, 1)} % of ${count(bin.detections)} are true`,
      }),
      Plot.line([0, 1], {
        x: (value: number) => value,
        y: (value: number) => value,
        stroke: 'currentColor',
        strokeDasharray: '5 4',
      }),
      Plot.dot(filled, { x: 'confidence', y: 'precision', r: 3.5, fill: ink.second }),
    ],
  });
}

/** How many detections have which score; logarithmic, since low scores are a thousand times as many. */
export function scoreHistogram({ bins }: Calibration, unit = 'detections'): string {
  const filled = bins.filter(({ detections }) => detections > 0);
  const most = Math.max(10, ...filled.map(({ detections }) => detections));
  const decades = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, i) => 10 ** i);
  const floor = 0.7; // a bin of one still shows
  return draw({
    height: 330,
    marginLeft: 58,
    marginBottom: 42,
    x: { ...scores, label: 'score', labelAnchor: 'center', labelArrow: 'none' },
    y: {
      type: 'log',
      domain: [floor, most * 1.2],
      ticks: decades,
      tickFormat: (value: number) => count(value),
      label: unit,
      labelArrow: 'none',
    },
    marks: [
      Plot.gridY({ ticks: decades, stroke: ink.line, strokeOpacity: 1 }),
      Plot.rectY(filled, {
        x1: 'from',
        x2: 'to',
        y1: floor,
        y2: 'detections',
        fill: ink.muted,
        fillOpacity: 0.7,
        title: (bin) => `score ${decimal(bin.from)} to ${decimal(bin.to)}: ${count(bin.detections)} ${unit}`,
      }),
      Plot.ruleY([floor], { stroke: 'currentColor' }),
    ],
  });
}
