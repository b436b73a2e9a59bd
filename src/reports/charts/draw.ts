/** Observable Plot on a light DOM: static SVG in Node and browsers alike, the same bytes for the same data. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { printable } from '../../printable.js';

const { document } = parseHTML('<html></html>');

/** Colours of the page, for light and dark: see html/style.ts. */
export const ink = {
  first: 'var(--first)',
  second: 'var(--second)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  good: 'var(--good)',
  bad: 'var(--bad)',
} as const;

/** Natural width of a chart in pixels: what half a wide page and a whole narrow one hold without shrinking letters. */
const chartWidth = 460;

/** The chart as `<svg class="plot">`, without the style element that Plot would repeat in each. */
export function draw(options: Plot.PlotOptions): string {
  const svg = Plot.plot({ width: chartWidth, className: 'plot', ...options, document });
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.removeAttribute('font-size');
  svg.removeAttribute('font-family');
  return printable(shortened(svg.outerHTML));
}

/** Coordinates to hundredths of a pixel; texts never have four decimals. */
function shortened(svg: string): string {
  return svg.replace(/\d+\.\d{4,}(e-\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/** Room for labels at the left, by the longest: the page's letters are 12 pixels, 6.4 wide on average. */
export function labelRoom(labels: readonly string[]): number {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  return Math.min(170, Math.round(18 + 6.4 * longest));
}

/** Labels that would take more than {@link labelRoom} gives. */
export function shortLabel(label: string): string {
  return label.length > 23 ? `${label.slice(0, 22)}…` : label;
}

/** Letters keep a rim of the page's colour where a line runs behind them. */
export const rim = { stroke: 'var(--page)', strokeWidth: 4, fill: 'currentColor' } as const;

/** A scale of shares as percent. */
export const percentScale = {
  domain: [0, 1] as [number, number],
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  tickFormat: (value: number) => String(Math.round(100 * value)),
};
