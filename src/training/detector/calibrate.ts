/** A score s as the probability 1 / (1 + exp(-(a s + b))) (Platt, "Probabilistic outputs for SVMs", 1999). */
export interface Calibration {
  readonly a: number;
  readonly b: number;
}

const NEWTON_STEPS = 50;
/** Keeps the two-parameter fit finite where the classes part without a mistake. */
const RIDGE = 1e-3;

/**
 * Newton's method on the log loss, with Platt's smoothed targets.
 *
 * @param right 1 where the score should be high, 0 where not
 * @param weights how often each counts; default once
 */
export function calibrate(
  scores: ArrayLike<number>,
  right: ArrayLike<number>,
  weights: ArrayLike<number> = new Float64Array(scores.length).fill(1),
): Calibration {
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < right.length; i++) {
    if (right[i]) positives += weights[i];
    else negatives += weights[i];
  }
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  let a = 1;
  let b = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [RIDGE * (a - 1), RIDGE * b, RIDGE, 0, RIDGE];
    for (let i = 0; i < scores.length; i++) {
      const p = 1 / (1 + Math.exp(-(a * scores[i] + b)));
      const error = weights[i] * (p - (right[i] ? high : low));
      const curve = weights[i] * Math.max(p * (1 - p), 1e-9);
      ga += error * scores[i];
      gb += error;
      haa += curve * scores[i] * scores[i];
      hab += curve * scores[i];
      hbb += curve;
    }
    const determinant = haa * hbb - hab * hab;
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    // A full step may overshoot far from the optimum; none is needed longer than this.
    const limit = Math.min(1, 4 / Math.max(Math.abs(da), Math.abs(db), 1e-12));
    a -= limit * da;
    b -= limit * db;
    if (Math.abs(da) + Math.abs(db) < 1e-6) break;
  }
  return { a, b };
}
