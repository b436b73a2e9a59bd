/** The JSON between the page and the server of `teach`. */
import type { Size } from '../geometry/box.js';
import type { ObjectBox, SuggestedObject, Trained } from './messages.js';
import type { NextPhotograph } from './next-photograph.js';
import type { TrainingProgress } from './training-clock.js';

export interface TrainingState extends TrainingProgress {
  readonly running: boolean;
  /** Why the last one ended early, in words. */
  readonly failure?: string;
}

/** `GET /teach/state`. */
export interface TeachState {
  readonly folder: string;
  readonly photographs: readonly {
    readonly name: string;
    /** Absent where nobody has looked. */
    readonly objects?: number;
  }[];
  readonly classes: readonly { readonly name: string; readonly count: number }[];
  readonly canUndo: boolean;
  readonly next?: NextPhotograph;
  readonly training: TrainingState;
  readonly trained?: Trained;
  /** File of the taught model, once there is one. */
  readonly model?: string;
  readonly formats: readonly string[];
}

/** `GET /teach/around?name=&x=&y=`. */
export interface TeachAround {
  readonly boxes: readonly ObjectBox[];
}

/** `GET /teach/boxes?name=`. */
export interface TeachBoxes extends Size {
  readonly boxes: readonly ObjectBox[];
  readonly suggestions: readonly SuggestedObject[];
}
