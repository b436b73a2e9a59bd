import type { Box } from '../geometry/box.js';

/** Corners as a file has them. */
export interface FileCorners {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Added to xmin and ymin, and to xmax and ymax, to make a box half-open from 0: they are a pixel apart. */
export interface Shift {
  readonly low: number;
  readonly high: number;
}

/**
 * Whether an inclusive range ends before it begins; one of no pixels, which ends one before, does not. Adding and subtracting
 * round differently, and writers did one of them: what passes by either was no further apart when it was written.
 */
export function isInverted(min: number, max: number): boolean {
  return min > max + 1 && min - 1 > max;
}

/** @returns undefined where a side ends before it begins, as written */
export function halfOpen({ xmin, ymin, xmax, ymax }: FileCorners, shift: Shift): Box | undefined {
  if (isInverted(xmin, xmax) || isInverted(ymin, ymax)) return undefined;
  const [x1, x2] = shifted(xmin, xmax, shift);
  const [y1, y2] = shifted(ymin, ymax, shift);
  return { x1, y1, x2, y2 };
}

/**
 * 1.01 less 1 is 0.010000000000000009 in doubles, beyond a high corner of 0.01. The corner that was shifted comes back to the
 * other, which is as the file says, so that writing gives the file's bytes again.
 */
function shifted(min: number, max: number, { low, high }: Shift): readonly [number, number] {
  const [start, end] = [min + low, max + high];
  if (start <= end) return [start, end];
  return low === 0 ? [start, start] : [end, end];
}
