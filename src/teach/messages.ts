/** What goes to the thread that looks and learns, and back. */
import type { EngineChoice } from '../engines/index.js';
import type { Box, Size } from '../geometry/box.js';
import type { SharedClock } from './training-clock.js';

export interface TeachThreadOptions {
  readonly root: string;
  readonly base: string;
  readonly engine: EngineChoice;
  readonly threads?: number;
}

export type TeachJob =
  | { readonly kind: 'load' }
  /** Boxes and features of a photograph, kept for the jobs below. */
  | { readonly kind: 'describe'; readonly name: string }
  /** Boxes that a click itself proposes. */
  | { readonly kind: 'around'; readonly name: string; readonly point: Point }
  /** What the taught model says of photographs that were described. */
  | { readonly kind: 'suggest'; readonly names: readonly string[] }
  /** Progress is written into the clock. */
  | { readonly kind: 'train'; readonly clock: SharedClock };

export type TeachAnswer = undefined | Described | readonly ObjectBox[] | readonly Suggested[] | Trained;

/** Of a photograph, in its pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box to click at. */
export interface ObjectBox {
  /** Refined by the base's detector, pixels of the photograph. */
  readonly box: Box;
  /** How likely the base thinks it an object of whatever class, 0..1. */
  readonly score: number;
}

export interface Described extends Size {
  /** Likeliest first. */
  readonly boxes: readonly ObjectBox[];
}

export interface SuggestedObject {
  readonly class: string;
  readonly score: number;
  readonly box: Box;
}

export interface Suggested {
  readonly name: string;
  /** Best first, of the taught model. */
  readonly objects: readonly SuggestedObject[];
}

/** Average precision at IoU 0.5 on photographs that the measured heads have not learnt from (cross-fitting). */
export interface Measured {
  readonly mAP: number;
  /** 95 % of bootstrap resamplings of the photographs. */
  readonly low: number;
  readonly high: number;
  readonly perClass: readonly {
    readonly class: string;
    readonly AP: number | null;
    readonly objects: number;
  }[];
  readonly photographs: number;
}

export interface Trained {
  readonly classes: readonly string[];
  readonly photographs: number;
  readonly seconds: number;
  /** Absent while no class has photographs enough to say. */
  readonly measured?: Measured;
}
