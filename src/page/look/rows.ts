/** Boxes of classes as a list beside the photograph, and over it. */
import type { LookAnswer } from '../../../detection/look-answer.js';
import { colorsFor, toHex } from '../../pictures/colors.js';
import { h } from '../dom.js';
import type { DrawnBox, Stage } from '../stage.js';
import { t } from '../texts/texts.js';
import type { Chosen } from './chosen.js';
import { type AskedEvidence, isWithout } from './evidence-part.js';

/** More rows are not read. */
export const LISTED = 60;

export interface Row extends Chosen {
  readonly score: number;
  readonly note?: string;
  readonly dropped?: boolean;
}

export interface RowOptions {
  readonly stage: Stage;
  readonly answer: Pick<LookAnswer, 'classes'>;
  readonly chosen: Chosen | undefined;
  readonly evidence: AskedEvidence | undefined;
  readonly choose: (chosen: Chosen | undefined) => void;
}

export function colors({ answer }: RowOptions): (name: string) => string {
  const all = colorsFor(answer.classes);
  return (name) => toHex(all.get(name)!);
}

const shownScore = (score: number) => `${(100 * score).toFixed(score < 0.1 ? 1 : 0)} %`;

export function list(rows: readonly Row[], options: RowOptions): HTMLElement {
  const color = colors(options);
  const item = (row: Row) => {
    const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--swatch', color(row.class));
    const { chosen, choose } = options;
    const pressed = chosen?.index === row.index;
    return h(
      'li',
      {},
      h(
        'button',
        {
          ...{ type: 'button', class: row.dropped && 'dropped', 'aria-pressed': String(pressed) },
          onclick: () => choose(pressed ? undefined : row),
        },
        ...[swatch, h('span', { class: 'name' }, row.class)],
        row.note !== undefined && h('small', {}, row.note),
        h('span', { class: 'score' }, shownScore(row.score)),
      ),
    );
  };
  return h('ol', { class: 'rows' }, ...rows.slice(0, LISTED).map(item));
}

export function drawRows(
  rows: readonly Row[],
  options: RowOptions,
  isNamed: (row: Row) => boolean = () => true,
): void {
  const color = colors(options);
  const { chosen, choose, stage } = options;
  const drawn = rows.map((row): DrawnBox => {
    const kind = chosen === undefined ? 'kept' : chosen.index === row.index ? 'chosen' : 'faint';
    const without = kind === 'chosen' && isWithout(options.evidence) ? `: ${t('evidenceNone')}` : '';
    const name = `${row.class} ${shownScore(row.score)}${without}`;
    const label = kind === 'chosen' || (kind === 'kept' && isNamed(row)) ? name : '';
    return { box: row.box, color: color(row.class), kind, label, name, onChoose: () => choose(row) };
  });
  stage.boxes(drawn.reverse()); // the best lies on top
}
