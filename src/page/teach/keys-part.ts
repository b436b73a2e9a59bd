/** The keys, as a table. */
import { h } from '../dom.js';
import type { Texts } from '../texts/en.js';
import { t } from '../texts/texts.js';

const ROWS: readonly (readonly [keys: string, action: keyof Texts])[] = [
  ['1 – 9', 'keyClass'],
  ['Enter', 'keyKeep'],
  ['[  ]', 'keyOther'],
  ['← ↑ ↓ →', 'keyMove'],
  ['G', 'takeGhost'],
  ['E', 'fourPoints'],
  ['Escape', 'dropBox'],
  ['N', 'keyNot'],
  ['Y  N', 'keyAnswer'],
  ['Delete', 'keyRemove'],
  ['Ctrl+Z', 'undo'],
  ['0', 'nothingHere'],
  ['PageDown', 'nextPhoto'],
];

export function keysPart(): HTMLElement {
  const row = ([keys, action]: (typeof ROWS)[number]) =>
    h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, keys)), h('td', {}, t(action)));
  const table = h('table', { class: 'keys' }, h('tbody', {}, ...ROWS.map(row)));
  return h('details', {}, h('summary', {}, t('keysTitle')), table);
}
