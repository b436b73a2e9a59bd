/** Which classes a classifier takes for which. */
import { count, counted } from '../../../src/counted.js';
import type { Block, Section } from '../../../src/reports/document.js';
import { percent } from '../../../src/reports/format.js';
import type { ClassificationAnalysis, GuessCount } from '../../analysis/classification.js';
import type { ClassificationResult } from '../../classification.js';
import { type HeatMapCell, heatMap } from '../charts/heat-map.js';

interface Guessed {
  readonly result: ClassificationResult;
  readonly analysis: ClassificationAnalysis;
  readonly names?: ReadonlyMap<string, string>;
}

/** More do not fit a page. */
const MOST_CLASSES = 30;
const MOST_PAIRS = 15;
const OTHER = '(another class)';

/** What a classifier takes for what: a matrix, and the most frequent confusions. */
export function guessesSection({ result, analysis: { guesses }, names }: Guessed): Section {
  const named = (label: string) => names?.get(label) ?? label;
  const wrong = guesses.filter(({ truth, guess }) => truth !== guess);
  const mistakes = new Map<string, number>();
  for (const { truth, count: n } of wrong) mistakes.set(truth, (mistakes.get(truth) ?? 0) + n);
  const shown = result.perClass
    .map(({ class: label }) => label)
    .toSorted((a, b) => (mistakes.get(b) ?? 0) - (mistakes.get(a) ?? 0))
    .slice(0, MOST_CLASSES);
  const hidden = result.perClass.length - shown.length;
  const rows = shown.map(named);
  const pairs = wrong.slice(0, MOST_PAIRS);
  return {
    id: 'confusion',
    title: 'Confusion',
    blocks: [
      {
        kind: 'text',
        text:
          'A row is what is there, a column the first guess; the shade is the part of the row.' +
          (hidden > 0
            ? ` The ${MOST_CLASSES} classes confused most are shown, ${count(hidden)} are not.`
            : ''),
      },
      {
        kind: 'chart',
        title: 'What is taken for what',
        wide: true,
        alt: `Confusion matrix of ${counted(shown.length, 'class', 'classes')}.${pairs[0] ? ` Most often ${named(pairs[0].truth)} was taken for ${named(pairs[0].guess)}, ${counted(pairs[0].count, 'time')}.` : ''}`,
        draw: () => heatMap(cellsOf(guesses, shown, named), { rows, columns: [...rows, OTHER] }),
      },
      guessesTable(pairs, named),
    ],
  };
}

function guessesTable(pairs: readonly GuessCount[], named: (label: string) => string): Block {
  return {
    kind: 'table',
    caption: 'The most frequent confusions',
    head: ['is', 'taken for', 'times', '% of the class'],
    rows: pairs.map(({ truth, guess, count: times, share }) => [
      ...[named(truth), named(guess), count(times)],
      percent(share, 1),
    ]),
  };
}

/** Guesses that have no column of their own are one. */
function cellsOf(
  guesses: readonly GuessCount[],
  shown: readonly string[],
  named: (label: string) => string,
): HeatMapCell[] {
  const own = new Set(shown);
  const cells = new Map<string, HeatMapCell>();
  for (const { truth, guess, count: n, share } of guesses) {
    if (!own.has(truth)) continue;
    const detected = own.has(guess) ? named(guess) : OTHER;
    const key = JSON.stringify([truth, detected]);
    const { count: before = 0, share: part = 0 } = cells.get(key) ?? {};
    cells.set(key, { truth: named(truth), detected, count: before + n, share: part + share });
  }
  return [...cells.values()];
}
