/** Look: one photograph, every stage of its detection, and sliders that decide about it again at once. */
import { NMS_IOU } from '../../../detection/defaults.js';
import type { LookAnswer } from '../../../detection/look-answer.js';
import { fill, h, keepFocus } from '../dom.js';
import { told } from '../failures.js';
import { Stage } from '../stage.js';
import { byHand } from '../texts/by-hand.js';
import { t } from '../texts/texts.js';
import type { Chosen } from './chosen.js';
import { decideAgain, type Settings } from './decision.js';
import type { AskedEvidence } from './evidence-part.js';
import { drawHeat } from './heat.js';
import type { LookSource } from './look-source.js';
import { SegmentPicture } from './segments.js';
import { STEPS, type Step, stepView } from './steps.js';

/** What there is to choose from. */
interface LookModels {
  readonly names: readonly string[];
  /** The one that looks unless another is chosen, once it is there; default: the first. */
  readonly preferred?: string;
}

export class Look {
  readonly element = h('div', { class: 'look' });
  readonly #stage = new Stage();
  readonly #panel = h('section', { class: 'panel' });
  /** For screen readers, which would read out the whole panel if it were live. */
  readonly #news = h('p', { class: 'hidden', role: 'status' });
  readonly #view = h('div', { class: 'view' });
  readonly #source: LookSource;
  /** One more comes with the first training. */
  #models: LookModels;
  /** The reader's own choice. */
  #own: string | undefined;
  #photograph: { readonly blob: Blob; readonly name: string } | undefined;
  #answer: LookAnswer | undefined;
  #segments: SegmentPicture | undefined;
  #settings: Settings = { threshold: undefined, nmsIou: NMS_IOU };
  #step: Step = 'detections';
  #chosen: Chosen | undefined;
  #evidence: AskedEvidence | undefined;
  #asking: AbortController | undefined;
  /** Why there is no answer, and whether the photograph can be seen at least. */
  #failure: { readonly error: unknown; readonly seen: boolean } | undefined;

  constructor(source: LookSource, models: LookModels = { names: [] }) {
    this.#source = source;
    this.#models = models;
    const over = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.element.classList.toggle('over', on);
    };
    this.element.addEventListener('dragover', over(true));
    this.element.addEventListener('dragleave', over(false));
    this.element.addEventListener('drop', (event) => {
      over(false)(event);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void this.open(file, file.name);
    });
    this.render();
  }

  /** The models to choose from are others now; where another is preferred, it looks at the photograph in view. */
  takeModels(names: readonly string[]): void {
    if (names.join() === this.#models.names.join()) return;
    const before = this.#model;
    this.#models = { ...this.#models, names };
    if (this.#photograph && this.#model !== before)
      void this.open(this.#photograph.blob, this.#photograph.name);
    else this.render();
  }

  get #model(): string | undefined {
    const { names, preferred } = this.#models;
    return this.#own ?? names.find((name) => name === preferred);
  }

  /** Has a photograph looked at and shows what comes of it. */
  async open(blob: Blob, name: string): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#photograph = { blob, name };
    this.#answer = this.#segments = this.#chosen = this.#evidence = this.#failure = undefined;
    this.render();
    const address = URL.createObjectURL(blob);
    const shown = this.#stage.show(address, name).finally(() => URL.revokeObjectURL(address));
    shown.catch(() => undefined); // told below
    try {
      const answer = await this.#source.explain(blob, { model: this.#model, signal: asking.signal });
      await shown;
      if (asking.signal.aborted) return;
      this.#answer = answer;
      this.#stage.resize(answer);
      this.#segments = answer.segments && new SegmentPicture(answer.segments);
      this.#settings = { threshold: undefined, nmsIou: answer.nmsIou };
    } catch (error) {
      const seen = await shown.then(
        () => true,
        () => false,
      );
      if (asking.signal.aborted) return;
      this.#failure = { error, seen };
    }
    this.render();
  }

  /** Everything anew, after a choice or in another language. */
  render(): void {
    const failure = this.#failure;
    if (!this.#photograph || (failure && !failure.seen)) {
      fill(this.element, this.#welcome());
      return;
    }
    fill(this.element, this.#stage.element, this.#panel, this.#news);
    if (failure) fill(this.#panel, failed(told(failure.error)), this.#picker(t('another')));
    else if (this.#answer) this.#show(this.#answer);
    else {
      const words = t('working', { name: this.#photograph.name });
      fill(this.#panel, h('p', { class: 'busy' }, words));
      this.#news.textContent = words;
    }
  }

  #show(answer: LookAnswer): void {
    const seconds = (answer.timings.propose + answer.timings.classify + answer.timings.decode) / 1000;
    const count = decideAgain(answer, this.#settings).detections.length;
    const words = t('found', { count, seconds: seconds.toFixed(1) });
    if (this.#news.textContent !== words) this.#news.textContent = words;
    fill(
      this.#panel,
      h('div', { class: 'summary' }, h('strong', {}, words), this.#modelChoice()),
      this.#tabs(),
      this.#view,
      this.#picker(t('another')),
    );
    this.#draw();
  }

  #draw(): void {
    const answer = this.#answer!;
    const evidence = this.#evidence;
    this.#stage.clear();
    const redraw = () => keepFocus(this.element, () => this.#draw());
    stepView(this.#step, this.#view, {
      ...{ stage: this.#stage, answer, segments: this.#segments, settings: this.#settings },
      ...{ chosen: this.#chosen, evidence },
      change: (settings) => {
        this.#settings = { ...this.#settings, ...settings };
        this.#evidence = undefined;
      },
      choose: (chosen) => {
        this.#chosen = chosen;
        this.#evidence = undefined;
        redraw();
      },
      ask: (chosen) => void this.#askEvidence(chosen, redraw),
    });
    if (evidence?.answer) drawHeat(this.#stage, evidence.answer);
  }

  async #askEvidence(chosen: Chosen | undefined, redraw: () => void): Promise<void> {
    const asked = (this.#evidence = chosen && {});
    redraw();
    if (!chosen || !this.#photograph) return;
    const { box, class: name } = chosen;
    const found = await this.#source
      .evidence(this.#photograph.blob, { model: this.#model, box, class: name })
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
    if (this.#evidence !== asked) return; // another box was chosen meanwhile
    this.#evidence = found;
    redraw();
  }

  /** Which model looks; asked only where there are several. */
  #modelChoice(): HTMLElement | false {
    const { names } = this.#models;
    if (names.length < 2) return false;
    const options = names.map((name) => h('option', { value: name, selected: name === this.#model }, name));
    const select = h(
      'select',
      {
        'aria-label': t('model'),
        onchange: () => {
          this.#own = select.value;
          if (this.#photograph) void this.open(this.#photograph.blob, this.#photograph.name);
        },
      },
      ...options,
    );
    return h('label', { class: 'model-choice' }, h('span', { 'aria-hidden': 'true' }, t('model')), select);
  }

  #tabs(): HTMLElement {
    const tab = (step: Step, number: number) =>
      h(
        'button',
        {
          ...{ type: 'button', role: 'tab', 'aria-selected': String(step === this.#step) },
          onclick: () => {
            this.#step = step;
            this.#chosen = this.#evidence = undefined;
            this.render();
            this.#panel.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
          },
        },
        h('span', { class: 'number', 'aria-hidden': 'true' }, number),
        t(step),
      );
    return h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': t('steps') },
      ...STEPS.map((step, i) => tab(step, i + 1)),
    );
  }

  #welcome(): HTMLElement {
    return h(
      'div',
      { class: 'welcome' },
      h('div', { class: 'mark', 'aria-hidden': 'true' }),
      h('h2', {}, byHand('dropTitle')),
      this.#failure ? failed(t('cannotShow')) : h('p', {}, byHand(this.#source.invitation)),
      this.#modelChoice(),
      this.#picker(byHand('choose')),
    );
  }

  #picker(label: string): HTMLElement {
    const input = h('input', {
      ...{ type: 'file', accept: 'image/*', class: 'hidden' },
      onchange: () => {
        const [file] = input.files ?? [];
        if (file) void this.open(file, file.name);
      },
    });
    return h('label', { class: 'button pick' }, label, input);
  }
}

const failed = (why: string) => h('p', { class: 'failure', role: 'alert' }, why);
