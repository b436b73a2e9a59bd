/** The classes with their digits and colours: those that have objects, then those that were typed. */
import { colorsFor, toHex } from '../../pictures/colors.js';
import type { LabelledObject } from '../../teach/labels.js';
import type { TeachState } from '../../teach/teach-state.js';

export class ClassNames {
  #all: readonly string[] = [];
  #typed: readonly string[] = [];

  /** In the order of their digits. */
  get all(): readonly string[] {
    return this.#all;
  }

  /** Of the folder and of the photograph in view. */
  take({ classes }: Pick<TeachState, 'classes'>, here: readonly LabelledObject[]): void {
    const known = classes.map(({ name }) => name);
    this.#all = [...new Set([...known, ...here.map((one) => one.class), ...this.#typed])];
  }

  add(name: string): void {
    this.#typed = [...this.#typed, name];
  }

  color(name: string): string {
    return toHex(colorsFor(this.#all).get(name) ?? { red: 255, green: 255, blue: 255 });
  }
}
