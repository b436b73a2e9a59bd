/** What can be done with the box that waits, for those who have no keyboard. */
import { h } from '../dom.js';
import { t } from '../texts/texts.js';
import type { Commands } from './commands.js';
import type { Pending } from './editor.js';

export function pendingPart({ choices, ghost }: Pending, actions: Commands): HTMLElement {
  const button = (words: string, key: string, { act, name }: { act: () => void; name?: string }) =>
    h(
      'button',
      {
        ...{ type: 'button', class: 'button', 'aria-keyshortcuts': key, onclick: act },
        ...(name !== undefined && { 'aria-label': name }),
      },
      words,
    );
  const others = choices.length > 1;
  return h(
    'div',
    { class: 'buttons' },
    others && button('‹ [', '[', { act: () => actions.step(-1), name: t('previousBox') }),
    others && button('] ›', ']', { act: () => actions.step(1), name: t('followingBox') }),
    ghost !== undefined && button(t('takeGhost'), 'G', { act: () => actions.ghost() }),
    button('×', 'Escape', { act: () => actions.escape(), name: t('dropBox') }),
    button(t('noObject'), 'N', { act: () => actions.answer(false) }),
  );
}
