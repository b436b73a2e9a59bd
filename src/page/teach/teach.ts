/** Teach: one photograph after the other, labels kept at every action, a model that learns meanwhile. */
import type { Point, SuggestedObject } from '../../teach/messages.js';
import type { TeachState } from '../../teach/teach-state.js';
import { pictureAddress } from '../api.js';
import { told } from '../failures.js';
import { byHand } from '../texts/by-hand.js';
import { t } from '../texts/texts.js';
import type { Commands } from './commands.js';
import { Editor } from './editor.js';
import { choiceWords, whatToDo } from './hint.js';
import { act } from './keys.js';
import { listenToPointer } from './pointer.js';
import { TeachClient } from './teach-client.js';
import { TeachView } from './view.js';

/** Between two looks at the state; milliseconds. */
const POLL = 1500;

export class Teach {
  readonly #actions = this.#commands();
  readonly #view = new TeachView(this.#actions, (name) => void this.#open(name));
  readonly #server: TeachClient;
  #editor: Editor | undefined;
  /** Until the boxes of the photograph in view are there. */
  #looking: Promise<unknown> = Promise.resolve();
  #current = '';
  /** What a box is called unless another name is given. */
  #className: string | undefined;

  constructor(state: TeachState) {
    this.#server = new TeachClient(state);
    listenToPointer(this.#view.stage, {
      click: (point) => this.#click(point),
      drawing: (box) => this.#view.draw(box),
      draw: (box) =>
        this.#edit(
          (editor) => editor.draw(box),
          () => byHand('drawn'),
        ),
      wheel: (by) => this.#editor?.pending !== undefined && this.#step(by),
    });
    document.addEventListener('keydown', (event) => {
      if (this.element.isConnected && act(event, this.#actions)) event.preventDefault();
    });
    void this.#open(state.next?.name ?? state.photographs[0]!.name);
    setInterval(() => void this.#poll(), POLL);
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  /** Everything anew, in another language too. */
  render(): void {
    this.#view.render({
      ...{ state: this.#server.state, editor: this.#editor },
      ...{ className: this.#className, photograph: this.#current },
    });
  }

  async #open(name: string): Promise<void> {
    this.#current = name;
    this.#editor = undefined;
    this.#view.busy = true;
    this.#view.hint.say(() => t('looking'));
    this.render();
    try {
      const looking = this.#server.boxes(name);
      this.#looking = looking.catch(() => undefined); // told below
      const source = pictureAddress(`teach/photograph?name=${encodeURIComponent(name)}`);
      const shown = this.#view.stage.show(source, name);
      shown.catch(() => undefined); // told below, unless the server is gone: labels say so
      const labels = await this.#server.labels(name);
      await shown;
      if (this.#current !== name) return;
      this.#editor = new Editor(name, { ...this.#view.stage.size, labels });
      this.#view.busy = false; // from here on a click counts
      this.render();
      const boxes = await looking;
      if (this.#current !== name) return;
      this.#editor.take(boxes);
      if (this.#editor.idle) this.#view.hint.say(whatToDo);
    } catch (error) {
      if (this.#current === name) this.#fail(error);
    }
    this.render();
  }

  #fail(error: unknown): void {
    this.#view.busy = false;
    this.#view.hint.warn(() => told(error));
  }

  async #poll(): Promise<void> {
    if (!this.element.isConnected || document.hidden) return;
    try {
      const learnt = await this.#server.look();
      if (await this.#server.sendAgain()) this.#view.hint.say(() => t('saved'));
      if (learnt && this.#editor) {
        this.#editor.take(await this.#server.boxes(this.#editor.name));
      }
    } catch {
      return; // the next action says so
    }
    this.render();
  }

  #click(point: Point): void {
    const editor = this.#editor;
    if (!editor) return;
    if (editor.extremes) {
      const left = editor.extreme(point);
      this.#view.hint.say(() => (left > 0 ? byHand('extremeOn', { left }) : byHand('drawn')));
    } else this.#clickAt(editor, point);
    this.render();
  }

  #clickAt(editor: Editor, point: Point): void {
    const fits = editor.click(point);
    if (fits) this.#sayChoice();
    else this.#view.hint.say(() => t('looking'));
    // The photograph's own boxes belong to the answer, whichever come first.
    void Promise.all([this.#server.around(editor.name, point), this.#looking]).then(([boxes]) => {
      if (editor !== this.#editor) return;
      const { called, waits } = editor;
      const found = editor.more(point, boxes);
      if (found && called !== undefined) return this.#change((one) => one.call(called));
      if (found) this.#sayChoice();
      else if (waits) this.#view.hint.say(() => byHand('noBoxAt'));
      this.render();
    });
  }

  /** Without a box that waits: to the first of those that are likeliest in the whole photograph. */
  #step(by: number): boolean {
    if (!this.#editor?.step(by)) return false;
    this.#sayChoice();
    this.render();
    return true;
  }

  #sayChoice(): void {
    const pending = this.#editor!.pending!;
    this.#view.hint.say(() => choiceWords(pending, { named: this.#view.names.all.length > 0 }));
  }

  #edit(change: (editor: Editor) => void, hint?: () => string): void {
    if (!this.#editor) return;
    change(this.#editor);
    const more = () => (this.#editor?.pending?.ghost ? byHand('ghost') : '');
    if (hint) this.#view.hint.say(() => `${hint()} ${more()}`.trim());
    this.render();
  }

  /** A change of the labels, which are kept at once. */
  #change(change: (editor: Editor) => boolean): void {
    const editor = this.#editor;
    if (editor && change(editor)) this.#keep(editor);
    else this.render();
  }

  #keep(editor: Editor): void {
    this.#view.hint.say(() => t('saving'));
    this.render();
    this.#server
      .keep(editor.name, editor.labels)
      .then(
        () => this.#view.hint.say(() => t('saved')),
        (error) => this.#view.hint.warn(() => t('notSaved', { why: told(error) })),
      )
      .then(() => this.render());
  }

  /** Names the box that waits; without a name yet, asks for one. */
  #call(name: string | undefined): void {
    const editor = this.#editor;
    if (!editor || (!editor.pending && editor.chosen === undefined && !editor.waits)) {
      this.#className = name ?? this.#className;
      this.render();
    } else if (name === undefined) this.#view.askForClass();
    else {
      this.#className = name;
      if (editor.waits) this.#view.hint.say(() => t('calledSoon', { class: name }));
      this.#change((one) => one.call(name));
    }
  }

  /** Of the first suggestion unless another is given; no is said of the box that waits, where one does. */
  #answer(yes: boolean, given: SuggestedObject | undefined): void {
    this.#change((editor) => {
      const meant = given ?? (yes ? undefined : editor.pending);
      return editor.answer(yes, meant ?? editor.suggestions(this.#server.state.classes)[0]);
    });
  }

  async #undo(): Promise<void> {
    try {
      await this.#open((await this.#server.undo()) ?? this.#current);
    } catch (error) {
      this.#view.hint.warn(() => told(error));
    }
  }

  async #train(): Promise<void> {
    try {
      await this.#server.train();
    } catch (error) {
      this.#view.hint.warn(() => told(error));
    }
    this.render();
  }

  #commands(): Commands {
    return {
      step: (by) => void this.#step(by),
      call: (name) => this.#call(name),
      digit: (number) => this.#call(this.#view.names.all[number - 1]),
      typed: (name) => {
        this.#view.names.add(name);
        this.#className = name;
        this.#call(name);
      },
      keep: () => this.#call(this.#className),
      escape: () => this.#edit((editor) => editor.escape(), whatToDo),
      nudge: (dx, dy, resize) => {
        const { pending, chosen } = this.#editor ?? {};
        this.#change((editor) => editor.nudge(dx, dy, resize));
        return pending !== undefined || chosen !== undefined;
      },
      ghost: () => this.#edit((editor) => editor.takeGhost()),
      extremes: () =>
        this.#edit(
          (editor) => editor.fourPoints(),
          () => byHand('extremeOn', { left: 4 }),
        ),
      answer: (yes, one) => this.#answer(yes, one),
      choose: (chosen) => this.#edit((editor) => Object.assign(editor, { pending: undefined, chosen })),
      remove: (index) =>
        this.#change((editor) => {
          editor.chosen = index ?? editor.chosen;
          return editor.remove();
        }),
      undo: () => void this.#undo(),
      nothing: () => this.#change((editor) => editor.nothing()),
      next: () => void this.#open(this.#server.after(this.#current)),
      train: () => void this.#train(),
    };
  }
}
