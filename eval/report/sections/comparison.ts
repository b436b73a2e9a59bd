import { count, counted } from '../../../src/counted.js';
import type { Pair, Section, Table } from '../../../src/reports/document.js';
import { percent, points } from '../../../src/reports/format.js';
import type { Interval } from '../../analysis/bootstrap.js';
import { errorKinds } from '../../analysis/errors.js';
import type { ResultComparison } from '../../compare/results.js';
import { chanceInWords } from '../../compare/words.js';
import { averagePrecisionArrows } from '../charts/comparison.js';
import { errorGains } from '../charts/errors.js';
import type { ReportData, Run } from '../data.js';

type Other = NonNullable<ReportData['other']>;

/** Two runs on the same images: numbers, classes and errors side by side. */
export function comparisonSection(data: ReportData, other: Other): Section {
  const { comparison } = other;
  const names = { first: data.about.detections ?? 'first', second: data.about.others ?? 'second' };
  const better = comparison.perClass.filter(({ first, second }) => second > first).length;
  const worse = comparison.perClass.filter(({ first, second }) => second < first).length;
  return {
    id: 'comparison',
    title: 'Comparison',
    blocks: [
      {
        kind: 'text',
        text: `First: ${names.first}. Second: ${names.second}. The second is better in ${counted(better, 'class', 'classes')} and worse in ${count(worse)}. ${counted(comparison.foundByFirstAlone.length, 'object')} found by the first alone, ${count(comparison.foundBySecondAlone.length)} by the second alone.`,
      },
      { kind: 'text', text: chanceInWords(comparison.interval) },
      numbersTable(data, other),
      charts(data, other, `Arrows of AP: ${better} classes rise and ${worse} fall;`),
      errorsTable(data, other),
      classTable(other),
    ],
  };
}

/** @param change - what the arrows say, for those who do not see them; the mean is added */
function charts(data: Run, { comparison, analysis }: Other, change: string): Pair {
  return {
    kind: 'pair',
    blocks: [
      {
        kind: 'chart',
        title: 'AP by class, from the first run (dot) to the second (head of the arrow)',
        alt: `${change} mean ${percent(comparison.first, 1)} % to ${percent(comparison.second, 1)} %.`,
        draw: () => averagePrecisionArrows(comparison),
      },
      {
        kind: 'chart',
        title: 'mAP gained if one kind of error were fixed: first run above, second below',
        alt: 'Pairs of bars, one pair per kind of error; the table below has the numbers.',
        draw: () =>
          errorGains([
            { name: 'first', errors: data.analysis.errors },
            { name: 'second', errors: analysis.errors },
          ]),
      },
    ],
  };
}

function numbersTable(data: Run, other: Other): Table {
  const names = Object.keys(data.evaluation.metrics);
  const both = (name: string) => [data.evaluation.metrics[name], other.evaluation.metrics[name]] as const;
  const { iou } = data.analysis.errors;
  const { comparison } = other;
  const averaged = data.analysis.averagedInterval;
  return {
    kind: 'table',
    caption: 'Both runs',
    head: ['number', 'first %', 'second %', 'difference'],
    rows: [
      ...names.map((name) => {
        const [first, second] = both(name);
        const known = first >= 0 && second >= 0; // COCO's -1: nothing to find
        return [name, percent(first), percent(second), known ? points(second - first) : '–'];
      }),
      ...(averaged ? [intervalRow('AP', averaged, other.analysis.averagedInterval!, comparison)] : []),
      intervalRow(
        `mAP at IoU ${iou.toFixed(2)}`,
        data.analysis.interval,
        other.analysis.interval,
        averaged ? undefined : comparison,
      ),
    ],
  };
}

/** @param compared absent where the difference was not resampled */
function intervalRow(
  name: string,
  first: Interval,
  second: Interval,
  compared: ResultComparison | undefined,
): string[] {
  const range = ({ low, high }: Interval) => `${percent(low, 1)}–${percent(high, 1)}`;
  const difference = compared ? `${points(compared.interval.low)} to ${points(compared.interval.high)}` : '–';
  const level = Math.round(100 * first.level);
  return [`${level} % interval of ${name}`, range(first), range(second), difference];
}

function errorsTable(data: Run, other: Other): Table {
  const [first, second] = [data.analysis.errors.errors, other.analysis.errors.errors];
  return {
    kind: 'table',
    caption: 'Errors of both runs: number, and mAP gained if fixed',
    head: ['error', 'first', 'second', 'first mAP gained', 'second mAP gained'],
    rows: errorKinds.map((kind) => [
      kind,
      count(first[kind].count),
      count(second[kind].count),
      points(first[kind].gain),
      points(second[kind].gain),
    ]),
  };
}

function classTable({ comparison }: Other): Table {
  return {
    kind: 'table',
    caption: 'AP by class, the largest difference first; shares add up to the whole difference of the means',
    head: ['class', 'first AP %', 'second AP %', 'difference', 'share of the whole'],
    rows: comparison.perClass.map((row) => [
      row.class,
      percent(row.first),
      percent(row.second),
      points(row.second - row.first),
      points(row.share),
    ]),
  };
}
