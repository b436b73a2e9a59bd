/**
 * Cross-fitting: every photograph is scored by heads that have learnt from the others, so that all of them calibrate,
 * set thresholds and measure, and none is lost to the final heads. E = examples, F = features, K = classes.
 */
import type { LongWork } from '../../progress.js';
import { type Calibration, calibrate } from './calibrate.js';
import type { HeadFitter } from './fit-heads.js';
import { foldCount } from './folds.js';
import { proposalFeatures, rowsOf } from './head-material.js';
import type { Heads } from './heads.js';
import { overlapByte } from './label-regions.js';
import { linear } from './linear.js';

export interface CrossFitOptions extends Pick<LongWork, 'onProgress'> {
  /** The part of each photograph, from 0: those of a part are held out together. */
  readonly folds: Int32Array;
  /** Share of the other photographs that the heads learn from, 0 to 1; default all: for a learning curve. */
  readonly share?: number;
}

/** Heads for each part of the photographs, which have not learnt from it, calibrated together. */
export interface CrossFit {
  readonly heads: readonly Heads[];
  /** By class: what makes the scores probabilities. */
  readonly calibration: readonly Calibration[];
}

/** @throws RcnnError `aborted`, by the fitter's signal */
export async function crossFit(fitter: HeadFitter, options: CrossFitOptions): Promise<CrossFit> {
  const { folds, share = 1, onProgress } = options;
  const count = foldCount(folds);
  const raw: Heads[] = [];
  for (let fold = 0; fold < count; fold++) {
    const others = [...folds.keys()].filter((photograph) => folds[photograph] !== fold);
    const taught = others.slice(0, Math.max(1, Math.round(share * others.length)));
    raw.push(await fitter.fit(rowsOf(fitter.material, taught)));
    onProgress?.({ stage: 'heads', done: fold + 1, total: count });
  }
  const calibration = calibrationOf(fitter, raw, folds);
  return { heads: raw.map((heads) => calibrated(heads, calibration)), calibration };
}

/** Of the scores of all photographs, each by heads that do not know it. */
function calibrationOf(
  { material, classes }: HeadFitter,
  heads: readonly Heads[],
  folds: Int32Array,
): Calibration[] {
  const { photographs, overlaps, ignored } = material;
  const half = overlapByte(0.5);
  const values: number[][] = Array.from({ length: classes }, () => []);
  const right: number[][] = Array.from({ length: classes }, () => []);
  for (const [p, { start, objects, proposals }] of photographs.entries()) {
    // What a detector will see: the annotated boxes themselves never come.
    const scores = linear(proposalFeatures(material, p), heads[folds[p]].scores); // R x K
    for (let r = 0; r < proposals; r++) {
      const row = start + objects + r;
      if (ignored[row]) continue;
      for (let k = 0; k < classes; k++) {
        values[k].push(scores[r * classes + k]);
        right[k].push(overlaps[row * classes + k] >= half ? 1 : 0);
      }
    }
  }
  return values.map((own, k) => calibrate(own, right[k]));
}

/** Heads whose scores are the logits of the probability that a region is right. */
export function calibrated({ scores, deltas }: Heads, calibration: readonly Calibration[]): Heads {
  const width = scores.weight.length / scores.bias.length;
  return {
    deltas,
    scores: {
      weight: scores.weight.map((value, i) => calibration[Math.floor(i / width)].a * value),
      bias: scores.bias.map((value, k) => calibration[k].a * value + calibration[k].b),
    },
  };
}
