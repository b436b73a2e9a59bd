/** What is seen of Teach: the photograph with its labels, what to do, all photographs in a row, and the panel. */
import type { Box } from '../../geometry/box.js';
import type { SuggestedObject } from '../../teach/messages.js';
import type { TeachState } from '../../teach/teach-state.js';
import { fill, h } from '../dom.js';
import { Stage } from '../stage.js';
import { t } from '../texts/texts.js';
import { ClassNames } from './class-names.js';
import type { Commands } from './commands.js';
import { drawLabels } from './draw-labels.js';
import type { Editor } from './editor.js';
import { Hint } from './hint.js';
import { keyButton } from './key-button.js';
import { TeachPanel } from './panel.js';
import { Strip } from './strip.js';

interface Shown {
  readonly state: TeachState;
  readonly editor: Editor | undefined;
  /** What a box is called unless another name is given. */
  readonly className: string | undefined;
  /** The name of the one that is in view, or is coming. */
  readonly photograph: string;
}

export class TeachView {
  readonly element = h('div', { class: 'teach' });
  readonly stage = new Stage();
  readonly hint = new Hint();
  readonly names = new ClassNames();
  readonly #file = h('p', { class: 'file-name' });
  readonly #next = h('div');
  readonly #actions: Commands;
  readonly #strip: Strip;
  readonly #panel: TeachPanel;
  #shown: Shown | undefined;
  /** Of the words below the photograph. */
  #language = '';
  /** The box under the pointer that draws. */
  #drawing: Box | undefined;

  /** @param open another photograph */
  constructor(actions: Commands, open: (name: string) => void) {
    this.#actions = actions;
    this.#strip = new Strip(open);
    this.#panel = new TeachPanel(actions);
    const below = h('div', { class: 'below' }, this.#file, this.#next);
    const parts = [this.stage.element, below, this.hint.element, this.#strip.element];
    fill(this.element, h('div', { class: 'work' }, ...parts), this.#panel.element);
    this.stage.element.classList.add('editing');
  }

  /** Until it is false, a click on the photograph does not count. */
  set busy(busy: boolean) {
    this.stage.frame.ariaBusy = busy ? 'true' : null;
  }

  askForClass(): void {
    this.#panel.askForClass();
  }

  /** Everything anew, in another language too. */
  render(shown: Shown): void {
    this.#shown = shown;
    const { state, editor, className, photograph } = shown;
    const suggestions = editor?.suggestions(state.classes) ?? [];
    this.#file.textContent = photograph;
    this.names.take(state, editor?.objects ?? []);
    this.hint.render();
    this.#renderNext();
    this.#strip.render(state, photograph);
    this.#panel.render({
      ...{ state, editor, suggestions, current: className },
      ...{ classes: this.names.all, color: (name) => this.names.color(name) },
    });
    this.#draw(suggestions);
  }

  /** @param drawing the box under the pointer that draws; undefined once it is drawn */
  draw(drawing: Box | undefined): void {
    this.#drawing = drawing;
    const { editor, state } = this.#shown ?? {};
    if (editor && state) this.#draw(editor.suggestions(state.classes));
  }

  /** The way on is where the eye is, and on a phone within reach: below the photograph. */
  #renderNext(): void {
    const { lang } = document.documentElement;
    if (lang === this.#language) return;
    this.#language = lang;
    const act = () => this.#actions.next();
    fill(this.#next, keyButton(t('nextPhoto'), { key: 'PageDown', act, main: true }));
  }

  #draw(suggestions: readonly SuggestedObject[]): void {
    const editor = this.#shown?.editor;
    if (!editor) return;
    const given = { editor, suggestions, drawing: this.#drawing };
    drawLabels(this.stage, { ...given, color: (name) => this.names.color(name) });
  }
}
