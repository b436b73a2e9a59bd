/** What can be done with the box that waits, for those who have no keyboard. */
import { h } from '../dom.js';
import { t } from '../texts/texts.js';
import type { Commands } from './commands.js';
import type { Pending } from './editor.js';
import { keyButton } from './key-button.js';

export function pendingPart({ choices, ghost }: Pending, actions: Commands): Node[] {
  const button = (words: string, key: string, act: () => void) => keyButton(words, { key, act });
  const others = choices.length > 1;
  const buttons = h(
    'div',
    { class: 'buttons' },
    others && button(t('previousBox'), '[', () => actions.step(-1)),
    others && button(t('followingBox'), ']', () => actions.step(1)),
    ghost !== undefined && button(t('takeGhost'), 'G', () => actions.ghost()),
    button(t('noObject'), 'N', () => actions.answer(false)),
    button(t('dropBox'), 'Escape', () => actions.escape()),
  );
  return [h('h2', {}, t('box')), buttons];
}
