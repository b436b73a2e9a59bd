/** The labels of the photograph in view, and the box that is not kept yet. Knows nothing of the page's elements. */
import { type Box, iou, type Size } from '../../geometry/box.js';
import {
  boxOfExtremes,
  choicesAt,
  KNOWN,
  likeliest,
  refined,
  type ScoredBox,
} from '../../teach/click-choices.js';
import type { LabelledObject, Labels } from '../../teach/labels.js';
import type { Point, SuggestedObject } from '../../teach/messages.js';
import type { TeachBoxes } from '../../teach/teach-state.js';
import { moved, resized, wholePixels } from './box-moves.js';

/** A box that waits for its name. */
export interface Pending {
  readonly choices: readonly Box[];
  readonly index: number;
  /** The box as it stands: a choice, or what was drawn, nudged or not. */
  readonly box: Box;
  /** Offered beside it. */
  readonly ghost?: Box;
  /** Where it was clicked. */
  readonly click?: Point;
}

/** A suggestion below it is not worth a question. */
const ASKED = 0.3;
/** Examples of a class before boxes of it are suggested. */
const EXAMPLES = 3;
const LEAST_SIDE = 3;

export class Editor {
  readonly name: string;
  readonly size: Size;
  objects: readonly LabelledObject[];
  background: readonly Box[];
  pending: Pending | undefined;
  /** Place of the chosen object. */
  chosen: number | undefined;
  /** Points of the four-click mode; undefined outside of it. */
  extremes: readonly Point[] | undefined;
  #boxes: TeachBoxes['boxes'] | undefined;
  /** A click that no box fits yet, until something else is done. */
  #unanswered: Point | undefined;
  /** What its box will be called. */
  #called: string | undefined;
  #suggestions: readonly SuggestedObject[] = [];

  constructor(name: string, { width, height, labels }: Size & { readonly labels: Labels | undefined }) {
    this.name = name;
    this.size = { width, height };
    this.objects = labels?.objects ?? [];
    this.background = labels?.background ?? [];
  }

  get labels(): Labels {
    return { objects: this.objects, background: this.background };
  }

  /** Whether a click still looks for its box. */
  get waits(): boolean {
    return this.#unanswered !== undefined && !this.pending && this.chosen === undefined;
  }

  /** Whether nothing is begun. */
  get idle(): boolean {
    return !this.waits && !this.pending && !this.extremes && this.chosen === undefined;
  }

  /** The name that was given to a click before its box was there. */
  get called(): string | undefined {
    return this.waits ? this.#called : undefined;
  }

  /** What the server sees in the photograph, which may come after the first labels. */
  take({ boxes, suggestions }: Pick<TeachBoxes, 'boxes' | 'suggestions'>): void {
    this.#boxes = boxes;
    this.#suggestions = suggestions;
  }

  /** What the taught model finds and nobody has spoken about, of classes with enough examples. */
  suggestions(classes: readonly { readonly name: string; readonly count: number }[]): SuggestedObject[] {
    const ready = new Set(classes.filter(({ count }) => count >= EXAMPLES).map(({ name }) => name));
    const known = this.#known;
    return this.#suggestions.filter(
      ({ class: name, score, box }) =>
        score >= ASKED && ready.has(name) && known.every((other) => iou(other, box) < KNOWN),
    );
  }

  /** Boxes that somebody has spoken about. */
  get #known(): Box[] {
    return [...this.objects.map(({ box }) => box), ...this.background];
  }

  /** @returns whether any box fits */
  click(point: Point): boolean {
    this.chosen = undefined;
    const choices = choicesAt(this.#boxes ?? [], point);
    this.pending = waiting(choices, point);
    this.#unanswered = this.pending ? undefined : point;
    this.#called = undefined;
    return this.pending !== undefined;
  }

  /**
   * Boxes that a click itself proposed. What is in view stays, with what was in view before it; they come behind.
   * A click that no box fits after them looks no longer, and the name that it was given is gone.
   *
   * @returns whether there is a box now that waits for its name
   */
  more(point: Point, boxes: readonly ScoredBox[]): boolean {
    const all = [...(this.#boxes ?? []), ...boxes];
    const { pending } = this;
    if (this.waits && this.#unanswered === point) {
      this.pending = waiting(choicesAt(all, point), point);
      this.#unanswered = undefined;
    } else if (pending?.click !== point) return false;
    else {
      const shown = pending.choices.slice(0, pending.index + 1);
      this.pending = { ...pending, choices: choicesAt(all, point, shown) };
    }
    return this.pending !== undefined;
  }

  /** A drawn box stays as drawn. */
  draw(box: Box): void {
    if (box.x2 - box.x1 < LEAST_SIDE || box.y2 - box.y1 < LEAST_SIDE) return;
    this.chosen = this.#unanswered = undefined;
    const ghost = refined(box, this.#boxes ?? []);
    this.pending = { choices: [box], index: 0, box, ...(ghost && { ghost }) };
  }

  /** The next clicks are outermost points. */
  fourPoints(): void {
    this.escape();
    this.extremes = [];
  }

  /** @returns points that are still wanted */
  extreme(point: Point): number {
    const points = [...(this.extremes ?? []), point];
    this.extremes = points.length < 4 ? points : undefined;
    if (points.length < 4) return 4 - points.length;
    const box = boxOfExtremes(points);
    this.chosen = undefined;
    this.pending = { choices: [box], index: 0, box };
    return 0;
  }

  /**
   * To another choice; where no box waits, to the likeliest of the photograph.
   * @returns whether a box waits now
   */
  step(by: number): boolean {
    if (!this.pending) return this.#begin();
    const { choices, click } = this.pending;
    const index = (this.pending.index + by + choices.length) % choices.length;
    this.pending = { choices, index, box: choices[index]!, ...(click && { click }) };
    return true;
  }

  #begin(): boolean {
    const choices = likeliest(this.#boxes ?? [], this.#known);
    const [box] = choices;
    if (!box) return false;
    this.escape();
    this.pending = { choices, index: 0, box };
    return true;
  }

  takeGhost(): void {
    const ghost = this.pending?.ghost;
    if (ghost) this.pending = { choices: [ghost], index: 0, box: ghost };
  }

  /** Moves the box that waits or the chosen one; with `resize` its lower right corner alone. @returns whether labels changed */
  nudge(dx: number, dy: number, resize: boolean): boolean {
    const change = resize ? resized : moved;
    const to = (box: Box) => change(box, { dx, dy }, this.size);
    if (this.pending) {
      this.pending = { ...this.pending, box: to(this.pending.box) };
      return false;
    }
    if (this.chosen === undefined) return false;
    this.objects = this.objects.map((one, i) => (i === this.chosen ? { ...one, box: to(one.box) } : one));
    return true;
  }

  /**
   * Gives the box that waits, or else the chosen one, a name; that of a click whose box is not there yet is remembered.
   *
   * @returns whether labels changed
   */
  call(name: string): boolean {
    if (this.waits) this.#called = name;
    if (this.pending) {
      this.objects = [...this.objects, { class: name, box: wholePixels(this.pending.box, this.size) }];
      this.pending = undefined;
      return true;
    }
    if (this.chosen === undefined) return false;
    this.objects = this.objects.map((one, i) => (i === this.chosen ? { ...one, class: name } : one));
    return true;
  }

  /** Keeps a suggestion; or says of one, or of the box that waits, that it is no object. @returns whether labels changed */
  answer(yes: boolean, one: SuggestedObject | Pending | undefined): boolean {
    if (!one) return false;
    const box = wholePixels(one.box, this.size);
    if (yes && 'class' in one) this.objects = [...this.objects, { class: one.class, box }];
    else this.background = [...this.background, box];
    if (one === this.pending) this.pending = undefined;
    return true;
  }

  /** @returns whether labels changed */
  remove(): boolean {
    if (this.chosen === undefined) return false;
    this.objects = this.objects.filter((_, i) => i !== this.chosen);
    this.chosen = undefined;
    return true;
  }

  /** No object is here. @returns whether labels changed: the photograph becomes an example */
  nothing(): boolean {
    this.escape();
    this.objects = [];
    return true;
  }

  /** Lets go of what is not kept. */
  escape(): void {
    this.pending = this.chosen = this.extremes = this.#unanswered = undefined;
  }
}

function waiting(choices: readonly Box[], click: Point): Pending | undefined {
  const [box] = choices;
  return box && { choices, index: 0, box, click };
}
