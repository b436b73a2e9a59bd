/** A run's curves: Observable Plot on a light DOM, static SVG, the same bytes for the same records. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import type { StepRecord, ValidationRecord } from './run-log.js';

const { document } = parseHTML('<html></html>');

/** Points of a curve: thousands of steps become means over as many parts of the run. */
const POINTS = 240;
/** Of a curve's name, as a share of the chart's range. */
const LABEL_HEIGHT = 0.07;

interface Point {
  /** Epochs done, fractions allowed. */
  readonly epoch: number;
  readonly value: number;
}

interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour: 'first' | 'second';
  readonly dashed?: boolean;
}

export function lossChart(steps: readonly StepRecord[], validations: readonly ValidationRecord[]): string {
  return chart(
    [
      { name: 'training', points: means(steps, validations, ({ mainLoss }) => mainLoss), colour: 'first' },
      { name: 'validation', points: at(validations, ({ loss }) => loss), colour: 'second' },
    ],
    { title: 'Loss over epochs', label: 'loss' },
  );
}

export function accuracyChart(
  steps: readonly StepRecord[],
  validations: readonly ValidationRecord[],
): string {
  return chart(
    [
      {
        name: 'training',
        points: means(steps, validations, ({ accuracy }) => 100 * accuracy),
        colour: 'first',
      },
      { name: 'validation top-1', points: at(validations, ({ top1 }) => top1, 100), colour: 'second' },
      { name: 'top-5', points: at(validations, ({ top5 }) => top5, 100), colour: 'second', dashed: true },
      { name: 'validation mAP', points: at(validations, ({ mAP }) => mAP, 100), colour: 'second' },
    ],
    { title: 'Accuracy over epochs', label: '%', domain: [0, 100] },
  );
}

export function rateChart(steps: readonly StepRecord[], validations: readonly ValidationRecord[]): string {
  return chart([{ name: 'rate', points: means(steps, validations, ({ rate }) => rate), colour: 'first' }], {
    title: 'Learning rate over epochs',
    label: 'learning rate',
  });
}

function chart(
  curves: readonly Curve[],
  { title, ...y }: { title: string; label: string; domain?: [number, number] },
): string {
  const drawn = curves.filter(({ points }) => points.length > 0);
  const heights = labelHeights(drawn, y.domain?.[1]);
  const svg = Plot.plot({
    document,
    className: 'plot',
    width: 460,
    height: 260,
    marginLeft: 52,
    marginRight: 96,
    x: { label: 'epoch' },
    y: { ...y, grid: true, zero: y.domain === undefined },
    marks: drawn.flatMap((curve) => marksOf(curve, heights.get(curve.name))),
  });
  for (const element of svg.querySelectorAll('style')) element.remove();
  const name = document.createElement('title'); // read aloud
  name.textContent = title;
  svg.prepend(name);
  // Coordinates, which are inside tags, to hundredths of a pixel.
  return svg.outerHTML.replace(/\d+\.\d{4,}(e-\d+)?(?=[^<>]*>)/g, (number: string) =>
    String(Math.round(Number(number) * 100) / 100),
  );
}

/** @param height of the curve's name */
function marksOf({ name, points, colour, dashed }: Curve, height: number | undefined): Plot.Markish[] {
  return [
    Plot.line(points, {
      x: 'epoch',
      y: 'value',
      stroke: `var(--${colour})`,
      ...(dashed && { strokeDasharray: '4 3' }),
    }),
    ...(points.length < 2 ? [Plot.dot(points, { x: 'epoch', y: 'value', fill: `var(--${colour})` })] : []),
    Plot.text(points.slice(-1), {
      x: 'epoch',
      y: () => height,
      text: () => name,
      textAnchor: 'start',
      dx: 6,
      fill: `var(--${colour})`,
    }),
  ];
}

/** By the curves' names: beside their last points, but never one on another. */
function labelHeights(
  curves: readonly Curve[],
  top = Math.max(...curves.flatMap(({ points }) => points.map(({ value }) => value))),
): Map<string, number> {
  const heights = new Map<string, number>();
  let below = -Infinity;
  for (const { name, points } of curves.toSorted((a, b) => a.points.at(-1)!.value - b.points.at(-1)!.value)) {
    below = Math.max(points.at(-1)!.value, below + LABEL_HEIGHT * top);
    heights.set(name, below);
  }
  return heights;
}

/** No points where validations do not measure it. */
function at(
  validations: readonly ValidationRecord[],
  of: (record: ValidationRecord) => number | undefined,
  unit = 1,
): Point[] {
  return validations.flatMap((record) => {
    const value = of(record);
    return value === undefined ? [] : [{ epoch: record.epoch, value: unit * value }];
  });
}

/** Means over equal parts of the steps, each at the middle of its part. */
function means(
  steps: readonly StepRecord[],
  validations: readonly ValidationRecord[],
  of: (record: StepRecord) => number,
): Point[] {
  const perEpoch = stepsPerEpoch(steps, validations);
  const size = Math.max(1, Math.ceil(steps.length / POINTS));
  const parts = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) =>
    steps.slice(i * size, (i + 1) * size),
  );
  return parts.map((part) => ({
    epoch: (part[0]!.step + part.at(-1)!.step) / 2 / perEpoch,
    value: part.reduce((sum, record) => sum + of(record), 0) / part.length,
  }));
}

/**
 * The first step of epoch 1 tells; before it, a validation whose epoch is not rounded to 0; before that, the run is within
 * its first epoch.
 */
function stepsPerEpoch(steps: readonly StepRecord[], validations: readonly ValidationRecord[]): number {
  const second = steps.find(({ epoch }) => epoch === 1);
  if (second) return second.step - 1;
  const validation = validations.find(({ epoch }) => epoch > 0);
  return validation ? validation.step / validation.epoch : Math.max(1, steps.length);
}
