import { chanceInWords } from '../../../eval/compare/words.js';
import type { ResultComparison } from '../../../eval/index.js';
import { points } from '../../reports/format.js';
import { asPercent, table } from './output.js';

/** Two results on the same images, class by class, and what chance may do to their difference. */
export function comparisonText({ perClass, first, second, difference, interval }: ResultComparison): string {
  const rows = perClass.map((row) => [
    row.class,
    asPercent(row.first),
    asPercent(row.second),
    points(row.share),
  ]);
  const head = ['class', 'first AP %', 'second AP %', 'share of the difference'];
  return `${table(rows, { head, right: [1, 2, 3] })}\n\n${asPercent(first)} % to ${asPercent(second)} %: ${points(difference)}. ${chanceInWords(interval)}`;
}
