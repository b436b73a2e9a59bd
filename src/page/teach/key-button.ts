/** A button that says which key does the same; where fingers point, the style hides it. */
import { h } from '../dom.js';

export function keyButton(
  words: string,
  { key, act, main = false }: { readonly key: string; readonly act: () => void; readonly main?: boolean },
): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: main ? 'button main' : 'button', 'aria-keyshortcuts': key, onclick: act },
    words,
    h('kbd', { 'aria-hidden': 'true' }, key),
  );
}
