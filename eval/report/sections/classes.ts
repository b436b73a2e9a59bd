import { count } from '../../../src/counted.js';
import type { Block, Chart, Multiples, Section, Table } from '../../../src/reports/document.js';
import { decimal, percent } from '../../../src/reports/format.js';
import type { ClassResult, PrecisionRecall } from '../../results.js';
import { averagePrecisionBars } from '../charts/average-precision.js';
import { allCurves, classCurve } from '../charts/precision-recall.js';
import type { ReportData } from '../data.js';

/** With more classes than this, the bars form two columns instead of one beside the curves. */
const oneColumn = 30;

/** Average precision class by class: bars, curves, and the table with the threshold to use. */
export function classesSection(data: ReportData): Section {
  const { perClass, options } = data.evaluation;
  const known = perClass.filter(({ AP }) => AP !== null).toSorted((a, b) => b.AP! - a.AP!);
  const iou = decimal(options.iou[0]);
  const curves: Chart = {
    kind: 'chart',
    title: `Precision and recall at IoU ${iou}: each class, the best and the worst by name, and their mean (thick)`,
    alt: `Precision-recall curves of ${known.length} classes and the mean of their best precisions.`,
    draw: () => allCurves(perClass),
  };
  const half = Math.ceil(known.length / 2);
  const mean = known.reduce((sum, row) => sum + row.AP!, 0) / Math.max(1, known.length);
  const blocks: Block[] =
    known.length <= oneColumn
      ? [{ kind: 'pair', blocks: [bars(known, mean), curves] }]
      : [{ kind: 'pair', blocks: [bars(known.slice(0, half), mean), bars(known.slice(half), mean)] }, curves];
  return { id: 'classes', title: 'Classes', blocks: [...blocks, classTable(data), multiples(data, iou)] };
}

/** @param rows best first */
function bars(rows: readonly ClassResult[], mean: number): Chart {
  const [best, worst] = [rows.at(0), rows.at(-1)];
  return {
    kind: 'chart',
    title: 'Average precision by class, %',
    alt: best
      ? `Bars of AP: ${rows.length} classes from ${best.class}, ${percent(best.AP, 1)} %, to ${worst!.class}, ${percent(worst!.AP, 1)} %.`
      : 'No class has an object to find.',
    draw: () => averagePrecisionBars(rows, mean),
  };
}

function classTable({ evaluation: { perClass, options }, analysis }: ReportData): Table {
  const best = new Map(analysis.bestThresholds.map((row) => [row.class, row]));
  const several = options.iou.length > 1;
  return {
    kind: 'table',
    caption: `Every class; true and false detections at IoU ${decimal(options.iou[0])}, and the score threshold of best F1 with precision and recall there`,
    head: [
      'class',
      'AP %',
      ...(several ? [`AP at ${decimal(options.iou[0])} %`] : []),
      'objects',
      'detections',
      'true',
      'false',
      'recall %',
      'threshold of best F1',
      'F1',
      'precision % there',
      'recall % there',
    ],
    rows: perClass.map((row) => {
      const at = best.get(row.class);
      return [
        row.class,
        percent(row.AP),
        ...(several ? [percent(row.APs[0])] : []),
        count(row.objects),
        count(row.detections),
        count(row.truePositives),
        count(row.falsePositives),
        percent(row.recall, 1),
        decimal(at?.threshold ?? null),
        ...(at && at.threshold !== null
          ? [decimal(at.f1), percent(at.precision, 1), percent(at.recall, 1)]
          : ['–', '–', '–']),
      ];
    }),
  };
}

function multiples({ evaluation: { perClass }, analysis }: ReportData, iou: string): Multiples {
  const best = new Map(analysis.bestThresholds.map((row) => [row.class, row]));
  const drawn = perClass.filter(({ AP }) => AP !== null).toSorted((a, b) => b.AP! - a.AP!);
  const shown = drawn[0]?.curves ? chosen(drawn[0].curves) : [];
  const others = shown.slice(1).map((curve) => decimal(curve.iou));
  return {
    kind: 'multiples',
    title:
      `Precision over recall by class at IoU ${iou}${others.length > 0 ? ` (strong), ${others.join(' and ')} (faint)` : ''}: ` +
      'the measured curve, the area under its best precision, and the threshold of best F1 (dot)',
    charts: drawn.map((row) => {
      const at = best.get(row.class);
      return {
        title: `${row.class} ${percent(row.AP, 1)}`,
        alt: `${row.class}: AP ${percent(row.AP, 1)} %, best F1 ${decimal(at?.f1 ?? 0)} at precision ${percent(at?.precision ?? 0, 0)} % and recall ${percent(at?.recall ?? 0, 0)} %.`,
        draw: () => classCurve(chosen(row.curves ?? []), at && at.threshold !== null ? at : undefined),
      };
    }),
  };
}

/** Of many IoUs the first, a middle and the last: ten lines would hide each other. */
function chosen(curves: readonly PrecisionRecall[]): PrecisionRecall[] {
  const places = new Set([0, Math.floor((curves.length - 1) / 2), curves.length - 1]);
  return curves.filter((_, i) => places.has(i));
}
