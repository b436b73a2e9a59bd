/**
 * From judged detections to precision, recall and AP. D = ranked detections, T = IoUs, n = true positives.
 *
 * A curve is kept by its true positives alone: recall grows nowhere else, and between two of them precision
 * only falls, so every definition of AP can be read off these points.
 */
import { bits, type Verdicts } from './judge.js';
import type { CurveRule } from './protocols.js';

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

/** As much of a {@link Curve} as its area depends on. */
export interface Measured extends Pick<Curve, 'objects'> {
  readonly precision: ArrayLike<number>;
}

/** Area under the curve, 0..1, as `rule` measures it; NaN when there is nothing to find. */
export function averagePrecision(curve: Measured, rule: CurveRule): number {
  if (curve.objects === 0) return Number.NaN;
  if (rule === 'every-point') return areaOfSteps(curve);
  return sampledMean(curve, recallsOf(rule));
}

/** The mean of {@link sampledPrecision}, from the last true positive back, without making it. */
function sampledMean({ precision, objects }: Measured, recalls: readonly number[]): number {
  let sum = 0;
  let best = 0;
  let s = recalls.length - 1;
  while (s >= 0 && precision.length / objects < recalls[s]) s--;
  for (let i = precision.length - 1; i >= 0; i--) {
    if (precision[i] > best) best = precision[i];
    for (; s >= 0 && (i === 0 || i / objects < recalls[s]); s--) sum += best;
  }
  return sum / recalls.length;
}

function recallsOf(rule: '11-point' | '101-point'): readonly number[] {
  return rule === '11-point' ? recalls11 : recalls101;
}

/** `VOCap.m`: each step of recall times the best precision from there on. */
function areaOfSteps(curve: Measured): number {
  let sum = 0;
  for (const value of envelope(curve)) sum += value;
  return sum / curve.objects;
}

/** Per true positive, the best precision at it or after. */
function envelope({ precision }: Measured): Float64Array {
  const best = new Float64Array(precision);
  for (let i = best.length - 2; i >= 0; i--) best[i] = Math.max(best[i], best[i + 1]);
  return best;
}

/** np.linspace(0, 1, 101): tenths of percents as floating point makes them. */
const recalls101 = Array.from({ length: 101 }, (_, i) => i * 0.01);

/**
 * 0:0.1:1 counted up, as Octave and every port to Python do it: the point 0.6 is 0.6000000000000001, which a
 * recall of 9 in 15 does not reach. MATLAB is said to count down from the end in the upper half, where it would.
 */
const recalls11 = Array.from({ length: 11 }, (_, i) => i * 0.1);

/** The best precision at each sampled recall or beyond, 0 where the curve does not reach. */
export function sampledPrecision(curve: Curve, rule: '11-point' | '101-point'): Float64Array {
  const recalls = recallsOf(rule);
  const best = envelope(curve);
  const sampled = new Float64Array(recalls.length);
  let i = 0;
  for (let s = 0; s < recalls.length; s++) {
    while (i < best.length && (i + 1) / curve.objects < recalls[s]) i++;
    if (i === best.length) break;
    sampled[s] = best[i];
  }
  return sampled;
}
