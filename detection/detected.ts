import type { Size } from '../src/geometry/box.js';
import type { Detection } from './detection.js';

/** Milliseconds. While several images run, a step also takes the time for which another image's work holds it up. */
export interface Timings {
  readonly decode: number;
  readonly propose: number;
  readonly classify: number;
  /** The sum of the steps: for an image detected by itself, what it takes. */
  readonly total: number;
}

/** What a detector finds on one image. */
export interface Found extends Size {
  /** Best first. */
  readonly detections: Detection[];
  /** The likeliest object, whether it reached the threshold or not; undefined when nothing is likely at all. */
  readonly best: Detection | undefined;
  readonly timings: Timings;
}

export function timingsOf({ decode, propose, classify }: Omit<Timings, 'total'>): Timings {
  return { decode, propose, classify, total: decode + propose + classify };
}
