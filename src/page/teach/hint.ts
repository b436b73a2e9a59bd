/** The line below the photograph: what can be done and what has happened, said anew in another language. */
import { h } from '../dom.js';
import { byHand } from '../texts/by-hand.js';
import type { Pending } from './editor.js';

export const whatToDo = () => `${byHand('clickHint')} ${byHand('dragHint')}`;

/** Of the box that waits: which it is, and what keeps it. */
export function choiceWords({ index, choices }: Pending, { named }: { readonly named: boolean }): string {
  return byHand(named ? 'choiceOf' : 'choiceUnnamed', { number: index + 1, count: choices.length });
}

export class Hint {
  readonly element = h('p', { class: 'hint', role: 'status', 'aria-live': 'polite' });
  #words: () => string = () => '';

  say(words: () => string): void {
    this.#say(words, false);
  }

  /** Of what went wrong. */
  warn(words: () => string): void {
    this.#say(words, true);
  }

  #say(words: () => string, failed: boolean): void {
    this.#words = words;
    this.element.classList.toggle('failure', failed);
    this.render();
  }

  /** Screen readers speak what changes, so the same words are left alone. */
  render(): void {
    const words = this.#words();
    if (this.element.textContent !== words) this.element.textContent = words;
  }
}
