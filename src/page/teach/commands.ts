/** All that the labeller can do: by key, by the panel, or both. */
import type { SuggestedObject } from '../../teach/messages.js';

export interface Commands {
  /** To another box around the click. */
  step(by: number): void;
  /** Names what waits or what is chosen. */
  call(name: string): void;
  /** A class by its place, from 1. */
  digit(number: number): void;
  /** A class that was typed. */
  typed(name: string): void;
  /** Keeps what waits under the last name. */
  keep(): void;
  escape(): void;
  /** @returns false where there is no box to move: arrows then scroll the page */
  nudge(dx: number, dy: number, resize: boolean): boolean;
  ghost(): void;
  extremes(): void;
  /** Of the first suggestion unless another is given; no, of the box that waits, where one does. */
  answer(yes: boolean, one?: SuggestedObject): void;
  choose(index: number): void;
  /** The chosen object unless another is given. */
  remove(index?: number): void;
  undo(): void;
  nothing(): void;
  next(): void;
  train(): void;
}
