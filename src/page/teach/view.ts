/** What is seen of Teach: the photograph with its labels, what to do, all photographs in a row, and the panel. */
import type { Box } from '../../geometry/box.js';
import type { TeachState } from '../../teach/teach-state.js';
import { fill, h } from '../dom.js';
import { Stage } from '../stage.js';
import { ClassNames } from './class-names.js';
import type { Commands } from './commands.js';
import { drawLabels } from './draw-labels.js';
import type { Editor } from './editor.js';
import { Hint } from './hint.js';
import { TeachPanel } from './panel.js';
import { Strip } from './strip.js';

interface Shown {
  readonly state: TeachState;
  readonly editor: Editor | undefined;
  /** What a box is called unless another name is given. */
  readonly className: string | undefined;
}

export class TeachView {
  readonly element = h('div', { class: 'teach' });
  readonly stage = new Stage();
  readonly hint = new Hint();
  readonly names = new ClassNames();
  readonly #file = h('p', { class: 'file-name' });
  readonly #strip: Strip;
  readonly #panel: TeachPanel;
  #shown: Shown | undefined;
  #photograph = '';

  /** @param open another photograph */
  constructor(actions: Commands, open: (name: string) => void) {
    this.#strip = new Strip(open);
    this.#panel = new TeachPanel(actions);
    const parts = [this.stage.element, this.#file, this.hint.element, this.#strip.element];
    fill(this.element, h('div', { class: 'work' }, ...parts), this.#panel.element);
    this.stage.element.classList.add('editing');
  }

  /** Names the photograph that is coming. */
  announce(name: string): void {
    this.#photograph = this.#file.textContent = name;
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
    const { state, editor, className } = shown;
    this.names.take(state, editor?.objects ?? []);
    this.hint.render();
    this.#strip.render(state, this.#photograph);
    this.#panel.render({
      ...{ state, editor, suggestions: editor?.suggestions(state.classes) ?? [], current: className },
      ...{ classes: this.names.all, color: (name) => this.names.color(name) },
    });
    this.draw(undefined);
  }

  /** @param drawing the box under the pointer that draws */
  draw(drawing: Box | undefined): void {
    const { editor, state } = this.#shown ?? {};
    if (!editor || !state) return;
    const suggestions = editor.suggestions(state.classes);
    drawLabels(this.stage, { editor, suggestions, drawing, color: (name) => this.names.color(name) });
  }
}
