/** The panel beside the photograph: what to do next, classes, objects, the model, export. */
import type { SuggestedObject } from '../../teach/messages.js';
import type { TeachState } from '../../teach/teach-state.js';
import { fill, h, keepFocus } from '../dom.js';
import { byHand } from '../texts/by-hand.js';
import { t } from '../texts/texts.js';
import type { Commands } from './commands.js';
import type { Editor } from './editor.js';
import { exportPart } from './export-part.js';
import { keyButton } from './key-button.js';
import { modelFilePart } from './model-file.js';
import { modelPart } from './model-part.js';
import { pendingPart } from './pending-part.js';

interface PanelView {
  readonly state: TeachState;
  readonly editor: Editor | undefined;
  readonly suggestions: readonly SuggestedObject[];
  readonly classes: readonly string[];
  readonly current: string | undefined;
  readonly color: (name: string) => string;
}

export class TeachPanel {
  readonly element = h('section', { class: 'panel' });
  readonly #actions: Commands;
  readonly #next = h('div', { class: 'part next' });
  readonly #question = h('div', { class: 'part question', role: 'status' });
  readonly #chips = h('div', { class: 'chips' });
  readonly #box = h('div', { class: 'part' });
  readonly #newClass = h('input', { type: 'text', maxlength: 100, autocomplete: 'off' });
  readonly #form: HTMLFormElement;
  readonly #objects = h('div', { class: 'part' });
  readonly #model = h('div');
  readonly #modelFile = h('div', { class: 'model-file' });
  readonly #rest = h('div', { class: 'part' });
  /** What each part was drawn of: one that did not change keeps the focus. */
  readonly #drawn = new Map<Element, string>();

  constructor(actions: Commands) {
    this.#actions = actions;
    const add = h('button', { class: 'button' });
    this.#form = h(
      'form',
      {
        class: 'new-class',
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          const name = this.#newClass.value.trim();
          if (name === '') return;
          this.#newClass.value = '';
          this.#newClass.blur();
          actions.typed(name);
        },
      },
      ...[this.#newClass, add],
    );
    const names = h('div', { class: 'part' }, this.#chips, this.#form);
    const model = h('div', { class: 'part' }, this.#model, this.#modelFile);
    const parts = [this.#question, names, this.#box, this.#objects, this.#next, model, this.#rest];
    fill(this.element, ...parts);
  }

  askForClass(): void {
    this.#newClass.focus();
  }

  render(view: PanelView): void {
    const { state, editor, suggestions, classes, current } = view;
    const language = document.documentElement.lang;
    this.#newClass.placeholder = t('newClass');
    this.#newClass.setAttribute('aria-label', t('newClass'));
    this.#form.querySelector('button')!.textContent = t('addClass');
    const asks = state.model !== undefined; // from then on it has its place
    this.#part(this.#question, [language, suggestions, asks], () => (asks ? this.#asking(suggestions) : []));
    this.#part(this.#chips, [language, classes, current, state.classes], () => this.#names(view));
    const pending = editor?.pending;
    const waits = pending && [pending.choices.length > 1, pending.ghost !== undefined];
    this.#part(this.#box, [language, editor !== undefined, waits], () => pendingPart(editor, this.#actions));
    const { name, objects, chosen, background } = editor ?? {};
    const shown = [language, name, objects, chosen, background, classes, state.canUndo];
    this.#part(this.#objects, shown, () => this.#list(view));
    const labelled = state.photographs.filter(({ objects }) => objects !== undefined).length;
    this.#part(this.#next, [language, state.next, state.canUndo, labelled], () =>
      this.#ahead(state, labelled),
    );
    const model = [language, state.training, state.trained, state.classes];
    this.#part(this.#model, model, () => modelPart(state, () => this.#actions.train()));
    this.#part(this.#modelFile, [language, state.model], () =>
      state.model === undefined ? [] : modelFilePart(state.model),
    );
    this.#part(this.#rest, [language], () => exportPart(state));
  }

  #part(element: Element, of: unknown, draw: () => (Node | string | false)[]): void {
    const key = JSON.stringify(of);
    if (this.#drawn.get(element) === key) return;
    this.#drawn.set(element, key);
    keepFocus(element, () => fill(element, ...draw()));
  }

  #asking(suggestions: readonly SuggestedObject[]): Node[] {
    const [first] = suggestions;
    const answer = (yes: boolean) => first !== undefined && (() => this.#actions.answer(yes, first));
    return [
      h('strong', {}, first ? `${first.class}? ${Math.round(100 * first.score)} %` : t('askNone')),
      h('p', {}, first ? byHand('askMany', { count: suggestions.length }) : t('askNoneText')),
      h(
        'div',
        { class: 'buttons' },
        keyButton(t('yes'), { key: 'Y', act: answer(true), main: true }),
        keyButton(t('no'), { key: 'N', act: answer(false) }),
      ),
    ];
  }

  #names({ classes, current, color, state }: PanelView): Node[] {
    const counts = new Map(state.classes.map(({ name, count }) => [name, count]));
    const chip = (name: string, i: number) => {
      const pressed = String(name === current);
      return h(
        'button',
        { type: 'button', class: 'chip', 'aria-pressed': pressed, onclick: () => this.#actions.call(name) },
        ...[i < 9 && h('kbd', {}, i + 1), swatchOf(color(name)), name, h('small', {}, counts.get(name) ?? 0)],
      );
    };
    return [h('h2', {}, t('classes')), ...classes.map(chip)];
  }

  #row(name: string, i: number, { chosen, color }: { chosen: number | undefined; color: string }): Node {
    const label = t('object', { class: name, number: i + 1 });
    const pressed = String(i === chosen);
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', 'aria-pressed': pressed, onclick: () => this.#actions.choose(i) },
        ...[swatchOf(color), h('span', { class: 'name' }, name), ' ', h('span', { class: 'score' }, i + 1)],
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'remove',
          'aria-label': `${t('remove')}: ${label}`,
          onclick: () => this.#actions.remove(i),
        },
        '×',
      ),
    );
  }

  /** Of no photograph yet, an empty one: what is below does not jump. */
  #list({ editor, color, state }: PanelView): (Node | false)[] {
    const { objects = [], background = [], chosen } = editor ?? {};
    const rows = objects.map(({ class: name }, i) => this.#row(name, i, { chosen, color: color(name) }));
    return [
      h('h2', {}, t('objects')),
      objects.length > 0 && h('ol', { class: 'rows' }, ...rows),
      background.length > 0 && h('p', { class: 'quiet' }, t('notObject', { number: background.length })),
      h(
        'div',
        { class: 'buttons' },
        keyButton(t('nothingHere'), {
          ...{ key: '0', title: t('nothingHereHint') },
          act: editor !== undefined && (() => this.#actions.nothing()),
        }),
        keyButton(t('fourPoints'), {
          key: 'E',
          act: editor !== undefined && (() => this.#actions.extremes()),
        }),
        keyButton(t('undo'), { key: 'Control+Z', act: state.canUndo && (() => this.#actions.undo()) }),
      ),
    ];
  }

  #ahead({ next, photographs }: TeachState, done: number): Node[] {
    const score = next?.score === undefined ? '' : `${Math.round(100 * next.score)} %`;
    const values = { count: next?.count ?? 0, class: next?.class ?? '', score };
    const why =
      next === undefined
        ? t('allLabelled')
        : t(
            next.reason === 'order' ? 'nextOrder' : next.count === 1 ? 'nextUnsureOne' : 'nextUnsure',
            values,
          );
    const bar = h('progress', { max: photographs.length, value: done, 'aria-label': t('photographs') });
    return [
      h('h2', {}, t('labelledOf', { done, count: photographs.length })),
      bar,
      h('p', { class: 'quiet' }, why),
    ];
  }
}

function swatchOf(color: string): Node {
  const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  swatch.style.setProperty('--swatch', color);
  return swatch;
}
