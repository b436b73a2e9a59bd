/** A row per way to measure the area under a precision-recall curve. n = true positives. */

/** As much of a curve as its area depends on. */
export interface Measured {
  /** Objects to be found. */
  readonly objects: number;
  /** n precisions, each at one more true positive. */
  readonly precision: ArrayLike<number>;
}

interface CurveRow {
  readonly area: (curve: Measured) => number;
  /** What reports and the command line say of it. */
  readonly words: string;
}

/**
 * 0:0.1:1 counted up, as Octave and every port to Python do it: the point 0.6 is 0.6000000000000001, which a
 * recall of 9 in 15 does not reach. MATLAB is said to count down from the end in the upper half, where it would.
 */
const recalls11 = Array.from({ length: 11 }, (_, i) => i * 0.1);

/** np.linspace(0, 1, 101): tenths of percents as floating point makes them. */
const recalls101 = Array.from({ length: 101 }, (_, i) => i * 0.01);

export const curveRules = {
  '11-point': {
    area: (curve) => sampledMean(curve, recalls11),
    words: 'mean of the best precision at recall 0, 0.1 … 1',
  },
  'every-point': { area: areaOfSteps, words: 'area under the best precision at every recall' },
  '101-point': {
    area: (curve) => sampledMean(curve, recalls101),
    words: 'mean of the best precision at recall 0, 0.01 … 1',
  },
} as const satisfies Record<string, CurveRow>;

export type CurveRule = keyof typeof curveRules;

/** Area under the curve, 0..1, as `rule` measures it; NaN when there is nothing to find. */
export function averagePrecision(curve: Measured, rule: CurveRule): number {
  return curve.objects === 0 ? Number.NaN : curveRules[rule].area(curve);
}

/**
 * The mean, over these recalls, of the best precision at each or beyond, 0 where the curve does not reach: from the last
 * true positive back, without making a list.
 */
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

/** `VOCap.m`: each step of recall times the best precision from there on. */
function areaOfSteps({ precision, objects }: Measured): number {
  const best = new Float64Array(precision);
  for (let i = best.length - 2; i >= 0; i--) best[i] = Math.max(best[i], best[i + 1]);
  let sum = 0;
  for (const value of best) sum += value;
  return sum / objects;
}
