/** Teach: one photograph after the other, labels kept at every action, a model that learns meanwhile. */
import type { Box } from '../../geometry/box.js';
import type { SuggestedObject } from '../../teach/messages.js';
import type { TeachState } from '../../teach/teach-state.js';
import { pictureAddress } from '../api.js';
import { fill, h } from '../dom.js';
import { told } from '../failures.js';
import { Stage } from '../stage.js';
import { t } from '../texts/texts.js';
import { ClassNames } from './class-names.js';
import type { Commands } from './commands.js';
import { drawLabels } from './draw-labels.js';
import { Editor } from './editor.js';
import { act } from './keys.js';
import { TeachPanel } from './panel.js';
import { listenToPointer } from './pointer.js';
import { Strip } from './strip.js';
import { TeachServer } from './teach-server.js';

/** Between two looks at the state; milliseconds. */
const POLL = 1500;

export class Teach {
  readonly element = h('div', { class: 'teach' });
  readonly #stage = new Stage();
  readonly #hint = h('p', { class: 'hint', role: 'status', 'aria-live': 'polite' });
  readonly #strip = new Strip((name) => void this.#open(name));
  readonly #actions = this.#commands();
  readonly #panel = new TeachPanel(this.#actions);
  readonly #server: TeachServer;
  #editor: Editor | undefined;
  #drawing: Box | undefined;
  #current = '';
  /** What a box is called unless another name is given. */
  #className: string | undefined;
  readonly #names = new ClassNames();

  constructor(state: TeachState) {
    this.#server = new TeachServer(state);
    const left = h('div', { class: 'work' }, this.#stage.element, this.#hint, this.#strip.element);
    fill(this.element, left, this.#panel.element);
    this.#stage.element.classList.add('editing');
    listenToPointer(this.#stage, {
      click: (point) => this.#click(point),
      drawing: (box) => {
        this.#drawing = box;
        this.#draw();
      },
      draw: (box) => this.#edit((editor) => editor.draw(box), t('choiceOf', { number: 1, count: 1 })),
      wheel: (by) => this.#step(by),
    });
    document.addEventListener('keydown', (event) => {
      if (this.element.isConnected && act(event, this.#actions)) event.preventDefault();
    });
    void this.#open(state.next?.name ?? state.photographs[0]!.name);
    setInterval(() => void this.#poll(), POLL);
  }

  /** Everything anew, in another language too. */
  render(): void {
    const editor = this.#editor;
    const suggestions = editor?.suggestions(this.#server.state.classes) ?? [];
    this.#names.take(this.#server.state, editor?.objects ?? []);
    this.#strip.render(this.#server.state, this.#current);
    this.#panel.render({
      ...{ state: this.#server.state, editor, suggestions, current: this.#className },
      ...{ classes: this.#names.all, color: (name) => this.#names.color(name) },
    });
    this.#draw(suggestions);
  }

  async #open(name: string): Promise<void> {
    this.#current = name;
    this.#editor = undefined;
    this.#say(t('looking'));
    this.render();
    const shown = this.#stage.show(pictureAddress(`teach/photograph?name=${encodeURIComponent(name)}`), name);
    try {
      const [boxes] = await Promise.all([this.#server.boxes(name), shown]);
      if (this.#current !== name) return;
      this.#stage.resize(boxes);
      this.#editor = new Editor(name, boxes);
      this.#say(`${t('clickHint')} ${t('dragHint')}`);
    } catch (error) {
      if (this.#current === name) this.#say(told(error));
    }
    this.render();
  }

  async #poll(): Promise<void> {
    if (!this.element.isConnected || document.hidden) return;
    try {
      const learnt = await this.#server.look();
      if (learnt && this.#editor) {
        this.#editor.takeSuggestions((await this.#server.boxes(this.#editor.name)).suggestions);
      }
    } catch {
      return; // the next action says so
    }
    this.render();
  }

  #click(point: { readonly x: number; readonly y: number }): void {
    const editor = this.#editor;
    if (!editor) return;
    if (editor.extremes) {
      const left = editor.extreme(point);
      this.#say(left > 0 ? t('extremeOn', { left }) : t('choiceOf', { number: 1, count: 1 }));
    } else if (editor.click(point)) this.#sayChoice();
    else this.#say(t('noBoxAt'));
    this.render();
  }

  #step(by: number): boolean {
    if (!this.#editor?.pending) return false;
    this.#editor.step(by);
    this.#sayChoice();
    this.render();
    return true;
  }

  #sayChoice(): void {
    const { choices, index } = this.#editor!.pending!;
    this.#say(t('choiceOf', { number: index + 1, count: choices.length }));
  }

  /** A change that keeps nothing. */
  #edit(change: (editor: Editor) => void, hint?: string): void {
    if (!this.#editor) return;
    change(this.#editor);
    if (hint !== undefined) this.#say(this.#editor.pending?.ghost ? `${hint} ${t('ghost')}` : hint);
    this.render();
  }

  /** A change of the labels, which are kept at once. */
  #change(change: (editor: Editor) => boolean): void {
    const editor = this.#editor;
    if (editor && change(editor)) this.#keep(editor);
    else this.render();
  }

  #keep(editor: Editor): void {
    this.#say(t('saving'));
    this.render();
    this.#server
      .keep(editor.name, editor.labels)
      .then(
        () => this.#say(t('saved')),
        (error) => this.#say(t('notSaved', { why: told(error) })),
      )
      .then(() => this.render());
  }

  /** Names the box that waits; without a name yet, asks for one. */
  #call(name: string | undefined): void {
    const editor = this.#editor;
    if (!editor || (!editor.pending && editor.chosen === undefined)) {
      this.#className = name ?? this.#className;
      this.render();
    } else if (name === undefined) this.#panel.askForClass();
    else {
      this.#className = name;
      this.#change((one) => one.call(name));
    }
  }

  #answer(yes: boolean, one: SuggestedObject | undefined): void {
    if (!one) return;
    this.#change((editor) => {
      if (yes) editor.accept(one);
      else editor.reject(one);
      return true;
    });
  }

  #nothing(): void {
    const editor = this.#editor;
    if (!editor) return;
    editor.escape();
    editor.objects = [];
    this.#keep(editor);
  }

  async #undo(): Promise<void> {
    try {
      await this.#open((await this.#server.undo()) ?? this.#current);
    } catch (error) {
      this.#say(told(error));
    }
  }

  #next(): void {
    const { next, photographs } = this.#server.state;
    const at = photographs.findIndex(({ name }) => name === this.#current);
    const other = next?.name === this.#current ? undefined : next?.name;
    void this.#open(other ?? photographs[(at + 1) % photographs.length]!.name);
  }

  #extremes(): void {
    this.#edit(
      (editor) => {
        editor.escape();
        editor.extremes = [];
      },
      t('extremeOn', { left: 4 }),
    );
  }

  #commands(): Commands {
    return {
      step: (by) => void this.#step(by),
      call: (name) => this.#call(name),
      digit: (number) => this.#call(this.#names.all[number - 1]),
      typed: (name) => {
        this.#names.add(name);
        this.#className = name;
        this.#call(name);
      },
      keep: () => this.#call(this.#className),
      escape: () => this.#edit((editor) => editor.escape(), `${t('clickHint')} ${t('dragHint')}`),
      nudge: (dx, dy, resize) => this.#change((editor) => editor.nudge(dx, dy, resize)),
      ghost: () => this.#edit((editor) => editor.takeGhost()),
      extremes: () => this.#extremes(),
      answer: (yes, one = this.#editor?.suggestions(this.#server.state.classes)[0]) => this.#answer(yes, one),
      choose: (chosen) => this.#edit((editor) => Object.assign(editor, { pending: undefined, chosen })),
      remove: (index) =>
        this.#change((editor) => {
          editor.chosen = index ?? editor.chosen;
          return editor.remove();
        }),
      undo: () => void this.#undo(),
      nothing: () => this.#nothing(),
      next: () => this.#next(),
      train: () => void this.#server.train().then(() => this.render()),
    };
  }

  #say(words: string): void {
    this.#hint.textContent = words;
  }

  #draw(suggestions = this.#editor?.suggestions(this.#server.state.classes) ?? []): void {
    if (!this.#editor) return;
    const color = (name: string) => this.#names.color(name);
    const drawing = this.#drawing;
    drawLabels(this.#stage, { editor: this.#editor, suggestions, drawing, color });
  }
}
