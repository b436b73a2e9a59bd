/** What one call may ask of a detector, in Node.js and in a browser. */
import { z } from 'zod';
import { abortSignal, boxOption, fraction, wholeFrom1 } from '../src/check-arguments.js';
import type { Box } from '../src/geometry/box.js';

/** What is left out is as the detector was loaded. */
export interface CallOptions {
  /** Lowest score of a detection, 0..1. */
  readonly threshold?: number | undefined;
  /** Proposals looked at. */
  readonly count?: number | undefined;
  /** The classes looked for, by name. */
  readonly classes?: readonly string[] | undefined;
  /** Given up, the call rejects with `aborted` and no further batch of regions begins. */
  readonly signal?: AbortSignal | undefined;
}

export interface EvidenceOptions {
  /** Pixels of the image. */
  readonly box: Box;
  /** A class of the model, by name. */
  readonly class: string;
  readonly signal?: AbortSignal | undefined;
}

/** @param classes those of the model */
export function callShape(classes: readonly string[]) {
  return {
    threshold: fraction,
    count: wholeFrom1,
    classes: z
      .array(knownClass(classes), { error: "an array of the model's classes" })
      .nonempty('at least one class'),
  };
}

/** @param classes those of the model */
export function evidenceSchema(classes: readonly string[]) {
  return z.strictObject({
    box: boxOption,
    class: knownClass(classes),
    signal: abortSignal.optional(),
  }) satisfies z.ZodType<EvidenceOptions>;
}

function knownClass(classes: readonly string[]) {
  return z.enum(classes as [string], { error: `one of ${classes.slice(0, 100).join(', ')}` });
}
