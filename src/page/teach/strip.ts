/** All photographs in a row: which are labelled, and which is in view. One stop of Tab, however many there are. */
import type { TeachState } from '../../teach/teach-state.js';
import { pictureAddress } from '../api.js';
import { h } from '../dom.js';
import { t } from '../texts/texts.js';

/** To another photograph of the row, from its place. */
const KEYS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export class Strip {
  readonly element = h('ul', { class: 'strip' });
  readonly #choose: (name: string) => void;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #current = '';
  /** Reached by Tab. */
  #stop: HTMLButtonElement | undefined;

  constructor(choose: (name: string) => void) {
    this.#choose = choose;
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    // Out of the page, before it is first shown and behind the other tab, it has no place to scroll to.
    new ResizeObserver(() => this.#centre()).observe(this.element);
  }

  render({ photographs }: TeachState, current: string): void {
    this.element.setAttribute('aria-label', t('photographs'));
    for (const { name, objects } of photographs) {
      const button = this.#buttons.get(name) ?? this.#add(name);
      const title = `${name}: ${objects === undefined ? t('unlabelled') : t('objectsOf', { count: objects })}`;
      if (button.title === title) continue; // of thousands, hardly any has changed
      button.title = title;
      button.setAttribute('aria-label', title);
      button.dataset['count'] = objects === undefined ? '' : String(objects);
    }
    if (current !== this.#current) this.#show(current);
  }

  #show(current: string): void {
    this.#buttons.get(this.#current)?.removeAttribute('aria-current');
    this.#current = current;
    const button = this.#buttons.get(current);
    button?.setAttribute('aria-current', 'true');
    this.#centre();
    this.#stopAt(button);
  }

  /** Moves the row alone, not the page: whoever names a box further down stays there. */
  #centre(): void {
    const button = this.#buttons.get(this.#current)?.getBoundingClientRect();
    const row = this.element.getBoundingClientRect();
    if (button) this.element.scrollLeft += button.left + button.width / 2 - row.left - row.width / 2;
  }

  #stopAt(button: HTMLButtonElement | undefined): void {
    if (this.#stop) this.#stop.tabIndex = -1;
    if (button) button.tabIndex = 0;
    this.#stop = button;
  }

  /** Arrows here choose among photographs; elsewhere they move boxes. */
  #onKey(event: KeyboardEvent): void {
    const to = KEYS[event.key];
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...this.#buttons.values()];
    const next = all[to(all.indexOf(event.target as HTMLButtonElement), all.length)];
    if (!next) return;
    this.#stopAt(next);
    next.focus();
  }

  #add(name: string): HTMLButtonElement {
    const source = pictureAddress(`teach/thumbnail?name=${encodeURIComponent(name)}`);
    const picture = h('img', { src: source, alt: '', loading: 'lazy', width: 64, height: 64 });
    const props = { type: 'button', tabindex: -1, onclick: () => this.#choose(name) };
    const button = h('button', props, picture);
    this.#buttons.set(name, button);
    this.element.append(h('li', {}, button));
    return button;
  }
}
