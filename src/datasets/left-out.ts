import { counted } from '../counted.js';
import type { OnProblem } from './problem.js';

/** Counts shapes that are not boxes, by reason. */
export class LeftOut {
  readonly #file: string;
  readonly #onNote: OnProblem | undefined;
  readonly #counts = new Map<string, { count: number; first: string }>();

  constructor(file: string, onNote: OnProblem | undefined) {
    this.#file = file;
    this.#onNote = onNote;
  }

  add(reason: string, where: string): void {
    const known = this.#counts.get(reason);
    if (known) known.count++;
    else this.#counts.set(reason, { count: 1, first: where });
  }

  report(): void {
    for (const [reason, { count, first }] of this.#counts) {
      const message = `${reason}: left out ${counted(count, 'time')}, first on ${first}.`;
      this.#onNote?.({ kind: 'left-out', file: this.#file, message });
    }
  }
}
