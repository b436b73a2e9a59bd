/** The halves of the page below one header, one of them shown. */
import { ask } from './api.js';
import { fill, h, keepFocus } from './dom.js';
import { brand, languages } from './languages.js';
import type { Look } from './look/look.js';
import type { Teach } from './teach/teach.js';
import { currentLanguage, t } from './texts/texts.js';

/** What the server has for the page. */
export interface PageInfo {
  readonly teach: boolean;
  /** The first is meant where none is named. */
  readonly models: readonly string[];
}

type Half = 'teach' | 'look';

/** Milliseconds until it is asked again whether there is a taught model. */
const AGAIN = 5_000;

export class Halves {
  readonly #views: { readonly teach?: Teach; readonly look: Look };
  readonly #header = h('header');
  readonly #main = h('main');
  #shown: Half = 'look';
  #again: ReturnType<typeof setTimeout> | undefined;

  /** @param views - without `teach`, no tabs */
  constructor(views: { readonly teach?: Teach; readonly look: Look }) {
    this.#views = views;
  }

  /** In place of all that the page shows. */
  show(half: Half): void {
    this.#shown = half;
    this.#render();
    document.body.replaceChildren(this.#header, this.#main);
  }

  #render(): void {
    document.documentElement.lang = currentLanguage();
    document.title = `${t(this.#shown)} · googlenet-rcnn`;
    keepFocus(this.#header, () =>
      fill(
        this.#header,
        brand(),
        this.#views.teach && this.#tabs(),
        languages(() => this.#render()),
      ),
    );
    const view = this.#views[this.#shown]!;
    this.#main.replaceChildren(view.element);
    view.render();
  }

  #tabs(): HTMLElement {
    return h('nav', { role: 'tablist' }, this.#tab('teach'), this.#tab('look'));
  }

  #tab(half: Half): HTMLElement {
    const onclick = () => {
      this.#shown = half;
      this.#render();
      if (half === 'look') void this.#refreshModels();
    };
    const selected = String(half === this.#shown);
    return h('button', { type: 'button', role: 'tab', 'aria-selected': selected, onclick }, t(half));
  }

  /** While Look is open, a model that is still being learnt is asked for again. */
  async #refreshModels(): Promise<void> {
    clearTimeout(this.#again);
    const info = await ask<PageInfo>('page/info').catch(() => undefined);
    if (info) this.#views.look.takeModels(info.models);
    if (this.#shown !== 'look' || info?.models.includes('taught')) return;
    this.#again = setTimeout(() => void this.#refreshModels(), AGAIN);
  }
}
