/** AP of a list of detections that are already judged: what an analysis gets after it changed some of them. */
import { averagePrecision, type CurveRule } from '../average-precision.js';

export interface Judged {
  readonly score: number;
  /** Breaks ties: earlier first. */
  readonly order: number;
  readonly truePositive: boolean;
}

/** AP, 0..1; NaN without objects. */
export function averagePrecisionOf(judged: readonly Judged[], objects: number, rule: CurveRule): number {
  const sorted = [...judged].sort((a, b) => b.score - a.score || a.order - b.order);
  const precision: number[] = [];
  const position: number[] = [];
  for (const [i, { truePositive }] of sorted.entries()) {
    if (!truePositive) continue;
    precision.push((precision.length + 1) / (i + 1));
    position.push(i);
  }
  const curve = {
    objects,
    precision,
    position,
    falsePositives: sorted.length - precision.length,
  };
  return averagePrecision(curve, rule);
}

/** The mean over the classes that have objects; 0 when none has. */
export function meanAp(aps: readonly number[]): number {
  const known = aps.filter((ap) => !Number.isNaN(ap));
  return known.length === 0 ? 0 : known.reduce((sum, ap) => sum + ap, 0) / known.length;
}
