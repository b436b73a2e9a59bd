/** What can be done with the box that waits, for those who have no keyboard. Always there, so that nothing below it moves. */
import { h } from '../dom.js';
import { t } from '../texts/texts.js';
import type { Commands } from './commands.js';
import type { Editor } from './editor.js';
import { keyButton } from './key-button.js';

/** @param editor of the photograph in view, once it is open */
export function pendingPart(editor: Editor | undefined, actions: Commands): Node[] {
  const pending = editor?.pending;
  const button = (words: string, key: string, act: false | (() => void)) => keyButton(words, { key, act });
  const others = editor !== undefined && pending?.choices.length !== 1; // without a box, they begin with the likeliest
  const buttons = h(
    'div',
    { class: 'buttons even' },
    button(t('previousBox'), '[', others && (() => actions.step(-1))),
    button(t('followingBox'), ']', others && (() => actions.step(1))),
    button(t('noObject'), 'N', pending !== undefined && (() => actions.answer(false))),
    button(t('dropBox'), 'Escape', pending !== undefined && (() => actions.escape())),
    button(t('takeGhost'), 'G', pending?.ghost !== undefined && (() => actions.ghost())),
  );
  return [h('h2', {}, t('box')), buttons];
}
