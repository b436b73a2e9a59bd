/** What is taken for what: K = classes. */

import { count } from '../../../src/counted.js';
import type { Block, Section } from '../../../src/reports/document.js';
import { decimal, percent } from '../../../src/reports/format.js';
import { type HeatMapCell, heatMap } from '../charts/heat-map.js';
import type { ReportData } from '../data.js';

/** More classes than this do not fit a page; those that are confused most are shown. */
const mostClasses = 30;

/** Pairs listed in the table. */
const mostPairs = 15;

export function confusionSection(data: ReportData): Section {
  const { rows, columns, cells, hidden } = confusionCells(data);
  const pairs = cells
    .filter(({ truth, detected }) => truth !== detected && truth !== nothing && detected !== missed)
    .toSorted((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, mostPairs);
  const right = cells.filter(({ truth, detected }) => truth === detected);
  const found = right.reduce((sum, cell) => sum + cell.count, 0);
  return {
    id: 'confusion',
    title: 'Confusion',
    blocks: [
      { kind: 'text', text: howPaired(data, hidden) },
      {
        kind: 'chart',
        title: 'What is taken for what',
        wide: true,
        alt: `Confusion matrix of ${rows.length - 1} classes and background: ${count(found)} objects were given their own class.${pairs[0] ? ` Most often ${pairs[0].truth} was taken for ${pairs[0].detected}, ${count(pairs[0].count)} times.` : ''}`,
        draw: () => heatMap(cells, { rows, columns }),
      },
      ...(pairs.length === 0 ? [] : [pairsTable(pairs)]),
    ],
  };
}

/** @param hidden classes that the matrix does not show */
function howPaired({ analysis: { confusion } }: ReportData, hidden: number): string {
  const { threshold, thresholds, iou } = confusion;
  const which = thresholds
    ? 'that reach the threshold of their class'
    : `of score ${decimal(threshold)} or more`;
  return (
    `Detections ${which}, best first, each paired with the free object of highest IoU, at least ${decimal(iou)}, whatever its class. ` +
    'A row is what is there, a column what it was taken for; the shade is the part of the row.' +
    (hidden > 0 ? ` The ${mostClasses} classes confused most are shown, ${count(hidden)} are not.` : '')
  );
}

function pairsTable(pairs: readonly HeatMapCell[]): Block {
  return {
    kind: 'table',
    caption: 'The most frequent confusions of one class with another',
    head: ['is', 'taken for', 'times', '% of the row'],
    rows: pairs.map((cell) => [cell.truth, cell.detected, count(cell.count), percent(cell.share, 1)]),
  };
}

const nothing = '(nothing there)';
const missed = '(not found)';

/** The counted cells of the matrix, with at most {@link mostClasses} classes of those that are evaluated. */
function confusionCells({ columns: { classes }, evaluation, analysis: { confusion } }: ReportData) {
  const { matrix } = confusion;
  const listed = new Set(evaluation.perClass.map((row) => row.class));
  const all = [...classes.keys()].filter((k) => listed.has(classes[k].name));
  const mistakes = (k: number) =>
    classes.reduce((sum, _, j) => (j === k ? sum : sum + matrix[k][j] + matrix[j][k]), 0);
  const kept = new Set(
    all
      .map((k) => ({ k, mistakes: mistakes(k) }))
      .sort((a, b) => b.mistakes - a.mistakes || a.k - b.k)
      .slice(0, mostClasses)
      .map(({ k }) => k),
  );
  const shown = all.filter((k) => kept.has(k));
  const background = classes.length;
  const names = (last: string) => [...shown.map((k) => classes[k].name), last];
  const [rows, columns] = [names(nothing), names(missed)];
  const cells: HeatMapCell[] = [...shown, background].flatMap((k, row) => {
    const total = matrix[k].reduce((sum, n) => sum + n, 0);
    return [...shown, background].flatMap((j, column) =>
      matrix[k][j] === 0
        ? []
        : [{ truth: rows[row], detected: columns[column], count: matrix[k][j], share: matrix[k][j] / total }],
    );
  });
  return { rows, columns, cells, hidden: all.length - shown.length };
}
