/** How much more photographs would help, from heads that learn from fewer. K = classes. */
import type { ClassHeldOut } from './held-out.js';
import { ENOUGH } from './held-out.js';

export interface CurvePoint {
  /** Photographs learnt from. */
  readonly photographs: number;
  /** At IoU 0.5 by VOC 2010's rules on held-out photographs, 0..1. */
  readonly mAP: number;
  /** By class; null for one without objects. */
  readonly perClass: readonly (number | null)[];
}

export interface Advice {
  readonly class: string;
  /** Further photographs of it: as many again. */
  readonly photographs: number;
  /** Gain of its AP that the curve promises, 0..1. */
  readonly gain: number;
}

/** With this many objects a class's own gain weighs as much as the mean of all classes; with few it is mostly noise. */
const OWN = 20;
/** Doubling rarely takes away more than this share of what is missing. */
const MOST = 0.5;

/**
 * The class of which more photographs would help most: whose AP grew most when photographs were doubled last, drawn
 * towards the mean of all where it has few objects.
 *
 * @param curve ascending; the last point learnt from twice as many photographs as the one before
 * @returns undefined where there is too little to say
 */
export function adviseMore(
  curve: readonly CurvePoint[],
  classes: readonly ClassHeldOut[],
): Advice | undefined {
  const [half, whole] = curve.slice(-2);
  if (!half || !whole) return undefined;
  const known = classes.flatMap((one, k) =>
    one.photographs >= ENOUGH && whole.perClass[k] !== null
      ? [{ one, ap: whole.perClass[k]!, grown: whole.perClass[k]! - (half.perClass[k] ?? 0) }]
      : [],
  );
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, { grown }) => sum + grown, 0) / known.length;
  const gains = known.map(({ one, ap, grown }) => {
    const mixed = (one.objects * grown + OWN * mean) / (one.objects + OWN);
    return { one, gain: Math.min(mixed, MOST * (1 - ap)) };
  });
  const best = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
  if (best.gain <= 0) return undefined;
  return { class: best.one.name, photographs: best.one.photographs, gain: best.gain };
}
