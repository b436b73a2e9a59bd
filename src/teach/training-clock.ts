/** How far a training is, in memory that its thread writes and the server reads; and how long the rest of a step takes. */

const TRAINING_STEPS = ['features', 'heads'] as const;
type TrainingStep = (typeof TRAINING_STEPS)[number];

export interface TrainingProgress {
  /** Absent until it is known what there is to do. */
  readonly step?: TrainingStep;
  /** Of the step: photographs whose features are kept, or heads that are fitted. */
  readonly done: number;
  readonly total: number;
  /** Of the step, from what was measured in it; absent before. */
  readonly secondsLeft?: number;
}

/** Slots; times are milliseconds since the training began. `first`: what was done when the step began. */
const SLOT = { step: 0, first: 1, done: 2, total: 3, began: 4, at: 5 } as const;

/** Times are given as `Date.now()`, whose milliseconds both threads share. */
export class TrainingClock {
  readonly #slots: Int32Array;
  readonly #start: number;

  constructor({ start, slots }: SharedClock) {
    this.#start = start;
    this.#slots = slots;
  }

  static start(now: number): TrainingClock {
    const bytes = Int32Array.BYTES_PER_ELEMENT * Object.keys(SLOT).length;
    return new TrainingClock({ start: now, slots: new Int32Array(new SharedArrayBuffer(bytes)) });
  }

  /** For the other thread. */
  get shared(): SharedClock {
    return { start: this.#start, slots: this.#slots };
  }

  /** The first thing of a step is still to do. @param total grows with what `done` counts */
  begin(step: TrainingStep, { done, total, now }: StepMoment & { readonly total: number }): void {
    const at = now - this.#start;
    this.#slots.set([1 + TRAINING_STEPS.indexOf(step), done, done, total, at, at]);
  }

  move({ done, now }: StepMoment): void {
    this.#slots[SLOT.done] = done;
    this.#slots[SLOT.at] = now - this.#start;
  }

  read(now: number): TrainingProgress {
    const slot = (name: keyof typeof SLOT) => this.#slots[SLOT[name]]!;
    const step = TRAINING_STEPS[slot('step') - 1];
    const [done, total] = [slot('done'), slot('total')];
    const measured = done - slot('first');
    if (step === undefined || measured <= 0) return { ...(step && { step }), done, total };
    const each = (slot('at') - slot('began')) / measured;
    const left = (total - done) * each - (now - this.#start - slot('at'));
    return { step, done, total, secondsLeft: Math.max(0, Math.round(left / 1000)) };
  }
}

export interface SharedClock {
  readonly start: number;
  readonly slots: Int32Array;
}

interface StepMoment {
  readonly done: number;
  readonly now: number;
}
