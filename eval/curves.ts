/**
 * From judged detections to precision and recall. D = ranked detections, T = IoUs, n = true positives.
 *
 * A curve is kept by its true positives alone: recall grows nowhere else, and between two of them precision
 * only falls, so every definition of AP (average-precision.ts) can be read off these points.
 */
import { bits, type Verdicts } from './judge.js';

/** Precision and recall of one class at one IoU. */
export interface Curve {
  /** Objects to be found. */
  readonly objects: number;
  /** n precisions: at the i-th true positive (from 0), i + 1 over all counted detections so far. */
  readonly precision: readonly number[];
  /** n positions of the true positives within the class. */
  readonly position: readonly number[];
  readonly falsePositives: number;
}

/**
 * The T curves of one class in one size band.
 *
 * @param ranked the detections that take part, best first
 */
export function curvesOf(verdicts: Verdicts, ranked: Int32Array, thresholds: number): Curve[] {
  const curves = Array.from({ length: thresholds }, () => new GrowingCurve());
  const everyBit = bits(thresholds);
  let alwaysFalse = 0;
  for (let r = 0; r < ranked.length; r++) {
    const at = ranked[r];
    const found = verdicts.found[at];
    const ignored = verdicts.ignored[at];
    if ((found | ignored) === 0) alwaysFalse++;
    else if (found !== 0 || ignored >>> 0 !== everyBit) tally(curves, { found, ignored, at, alwaysFalse });
  }
  return curves.map((curve) => curve.finish(verdicts, alwaysFalse));
}

class GrowingCurve {
  readonly precision: number[] = [];
  readonly position: number[] = [];
  falsePositives = 0;

  finish({ objects }: Verdicts, alwaysFalse: number): Curve {
    return {
      objects,
      precision: this.precision,
      position: this.position,
      falsePositives: this.falsePositives + alwaysFalse,
    };
  }
}

function tally(
  curves: readonly GrowingCurve[],
  { found, ignored, at, alwaysFalse }: { found: number; ignored: number; at: number; alwaysFalse: number },
): void {
  for (let t = 0; t < curves.length; t++) {
    const bit = 1 << t;
    const curve = curves[t];
    if (found & bit) {
      const n = curve.precision.length + 1;
      curve.precision.push(n / (curve.falsePositives + alwaysFalse + n));
      curve.position.push(at);
    } else if ((ignored & bit) === 0) curve.falsePositives++;
  }
}

/** Recall at the last detection, 0..1; NaN when there is nothing to find. */
export function recallOf({ precision, objects }: Curve): number {
  return precision.length / objects;
}
