/** A button that says which key does the same; where fingers point, the style hides the key. */
import { h } from '../dom.js';

interface KeyButtonOptions {
  readonly key: string;
  /** False: there is nothing to do now. The button keeps its place, and the focus of whoever is at it. */
  readonly act: false | (() => void);
  readonly main?: boolean;
  /** Said of it where a pointer rests. */
  readonly title?: string;
}

export function keyButton(
  words: string,
  { key, act, main = false, title }: KeyButtonOptions,
): HTMLButtonElement {
  return h(
    'button',
    {
      ...{ type: 'button', class: main ? 'button main' : 'button', 'aria-keyshortcuts': key, title },
      ...(act ? { onclick: act } : { 'aria-disabled': 'true' }),
    },
    words,
    h('kbd', { 'aria-hidden': 'true' }, key.replace('Control', 'Ctrl')),
  );
}
