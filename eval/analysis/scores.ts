/** What the scores are worth: calibration and the threshold to use. */
import type { Scene } from '../scene.js';
import { type Assignments, verdict } from './assignments.js';

export interface Calibration {
  /** Bins of equal width over 0..1; scores outside are counted in the end bins. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly detections: number;
    /** Mean score, null in an empty bin. */
    readonly confidence: number | null;
    /** Share of true positives: what the mean score should be. */
    readonly precision: number | null;
  }[];
  /** Expected calibration error (Guo 2017, section 2): mean of |precision - confidence|, weighted by detections. */
  readonly ece: number;
}

/** @param bins Guo's 15 by default */
export function calibration({ detections }: Scene, { verdicts }: Assignments, bins = 15): Calibration {
  const sums = new CalibrationSums(bins);
  for (let row = 0; row < detections.length; row++) {
    if (verdicts[row] !== verdict.truePositive && verdicts[row] !== verdict.falsePositive) continue;
    sums.add(detections.score[row], verdicts[row] === verdict.truePositive);
  }
  return sums.calibration();
}

/** Scores and whether each was right, one after another. */
export class CalibrationSums {
  readonly #sums: { detections: number; score: number; hits: number }[];

  constructor(bins = 15) {
    this.#sums = Array.from({ length: bins }, () => ({ detections: 0, score: 0, hits: 0 }));
  }

  add(score: number, right: boolean): void {
    const bins = this.#sums.length;
    const bin = this.#sums[Math.min(bins - 1, Math.max(0, Math.floor(score * bins)))];
    bin.detections++;
    bin.score += score;
    if (right) bin.hits++;
  }

  calibration(): Calibration {
    const sums = this.#sums;
    const total = sums.reduce((sum, { detections }) => sum + detections, 0);
    const gap = sums.reduce((sum, { score, hits }) => sum + Math.abs(score - hits), 0);
    return {
      bins: sums.map(({ detections: n, score, hits }, i) => ({
        from: i / sums.length,
        to: (i + 1) / sums.length,
        detections: n,
        confidence: n === 0 ? null : score / n,
        precision: n === 0 ? null : hits / n,
      })),
      ece: total === 0 ? 0 : gap / total,
    };
  }
}

export interface BestThreshold {
  readonly class: string;
  /** Keep detections of this score or more; null when none is true. */
  readonly threshold: number | null;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/** Per class, the score threshold of highest F1; of equals the highest. */
export function bestThresholds(scene: Scene, { verdicts, counted }: Assignments): BestThreshold[] {
  const { classes, classDetections, ranking, order, detections, truth } = scene;
  const objects = classes.map(() => 0);
  for (let row = 0; row < truth.length; row++) if (counted[row]) objects[truth.class[row]]++;
  return classes.map(({ name }, k) => {
    let best: BestThreshold = { class: name, threshold: null, f1: 0, precision: 0, recall: 0 };
    let hits = 0;
    let misses = 0;
    const end = classDetections[k + 1];
    for (let r = classDetections[k]; r < end; r++) {
      const row = order[ranking[r]];
      if (verdicts[row] === verdict.truePositive) hits++;
      else if (verdicts[row] === verdict.falsePositive) misses++;
      const threshold = detections.score[row];
      // Equal scores pass a threshold together.
      if (r + 1 < end && detections.score[order[ranking[r + 1]]] === threshold) continue;
      const f1 = (2 * hits) / (hits + misses + objects[k]);
      if (!(f1 > best.f1)) continue;
      best = { class: name, threshold, f1, precision: hits / (hits + misses), recall: hits / objects[k] };
    }
    return best;
  });
}
