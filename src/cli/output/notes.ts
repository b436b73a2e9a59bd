import type { Problem } from '../../datasets/problem.js';
import { describeProblem } from '../../datasets/problem.js';
import { say, warn } from './output.js';

/** At most this many of a kind are shown; the rest are counted. */
const SHOWN = 3;

/** Gathers what a reader put right or left out; told once, counted by kind, when disposed of. */
export class Notes implements Disposable {
  readonly #byKind = new Map<string, Problem[]>();

  readonly add = (note: Problem): void => {
    const list = this.#byKind.get(note.kind);
    if (list) list.push(note);
    else this.#byKind.set(note.kind, [note]);
  };

  [Symbol.dispose](): void {
    for (const [kind, notes] of this.#byKind) {
      if (notes.length === 1) warn(describeProblem(notes[0]!));
      else {
        warn(`${kind}: ${notes.length} records${notes.length > SHOWN ? `, the first ${SHOWN} are` : ''}`);
        for (const note of notes.slice(0, SHOWN)) say(`  ${describeProblem(note)}`);
      }
    }
    this.#byKind.clear();
  }
}
