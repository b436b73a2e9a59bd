/** All photographs in a row: which are labelled, and which is in view. */
import type { TeachState } from '../../teach/teach-state.js';
import { pictureAddress } from '../api.js';
import { h } from '../dom.js';
import { t } from '../texts/texts.js';

export class Strip {
  readonly element = h('ul', { class: 'strip' });
  readonly #choose: (name: string) => void;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #current = '';

  constructor(choose: (name: string) => void) {
    this.#choose = choose;
  }

  render({ photographs }: TeachState, current: string): void {
    this.element.setAttribute('aria-label', t('photographs'));
    for (const { name, objects } of photographs) {
      const button = this.#buttons.get(name) ?? this.#add(name);
      const state = objects === undefined ? t('unlabelled') : t('objectsOf', { count: objects });
      button.title = `${name}: ${state}`;
      button.setAttribute('aria-label', `${name}: ${state}`);
      button.setAttribute('aria-current', String(name === current));
      button.dataset['count'] = objects === undefined ? '' : String(objects);
    }
    if (current !== this.#current) {
      this.#buttons.get(current)?.scrollIntoView({ block: 'nearest', inline: 'center' });
      this.#current = current;
    }
  }

  #add(name: string): HTMLButtonElement {
    const source = pictureAddress(`teach/thumbnail?name=${encodeURIComponent(name)}`);
    const picture = h('img', { src: source, alt: '', loading: 'lazy', width: 64, height: 64 });
    const button = h('button', { type: 'button', onclick: () => this.#choose(name) }, picture);
    this.#buttons.set(name, button);
    this.element.append(h('li', {}, button));
    return button;
  }
}
