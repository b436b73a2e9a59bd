/** The detection contests: input in, one result out; pure and synchronous. K = classes, T = IoUs, A = bands. */

import { curvesOf } from './curves.js';
import { toColumns } from './inputs.js';
import { type ClassVerdicts, Judge } from './judge.js';
import { EVALUATION, expectKnown } from './known-options.js';
import { type Protocol, protocolNamed, type Rules } from './protocols.js';
import type { ClassOutcome, EvaluationOptions, EvaluationResult } from './results.js';
import { withOptions } from './rule-options.js';
import { buildScene, type Scene } from './scene.js';
import { summarize } from './summary.js';

/** Results beside the truth, sorted, and the rules to judge them by: made once for all that is asked of them. */
export interface Prepared {
  readonly scene: Scene;
  /** With the caller's changes. */
  readonly rules: Protocol;
  readonly options: Omit<EvaluationOptions, 'curves'>;
}

/** @throws RcnnError as {@link evaluateDetections} */
export function prepare(options: Omit<EvaluationOptions, 'curves'>): Prepared {
  const rules = withOptions(protocolNamed(options.protocol), options);
  const scene = buildScene(toColumns(options), { ...options, ties: rules.ties });
  return { scene, rules, options };
}

/**
 * Evaluates detections under a contest's rules.
 *
 * @throws RcnnError `bad-option` for an unknown protocol, class or option, or an impossible value, `bad-dataset` for input
 *   that does not fit together
 */
export function evaluateDetections(options: EvaluationOptions): EvaluationResult {
  expectKnown('evaluateDetections', options, EVALUATION);
  return evaluatePrepared(prepare(options), options);
}

/** {@link evaluateDetections} of what is prepared. */
export function evaluatePrepared(
  { scene, rules, options }: Prepared,
  { curves }: Pick<EvaluationOptions, 'curves'> = {},
): EvaluationResult {
  return summarize(scene, rules, { ...options, curves }, evaluateScene(scene, rules));
}

/** Judges every class of a scene. */
export function evaluateScene(scene: Scene, rules: Rules): ClassOutcome[] {
  const judge = new Judge(scene, rules);
  return scene.classes.map((_, k) => outcomeOf(scene, k, rules, judge.judge(k)));
}

function outcomeOf(scene: Scene, k: number, rules: Rules, { bands, rank }: ClassVerdicts): ClassOutcome {
  const limits = rules.maxDetections;
  const ranked = rankedWithin(scene, k, rank, limits[limits.length - 1]);
  const thresholds = rules.iou.length;
  return {
    curves: bands.map((verdicts) => curvesOf(verdicts, ranked, thresholds)),
    foundWithin: countFound(bands[0].found, rank, limits, thresholds),
  };
}

/** Detections of class `k` that take part, best first, counted from the class's first position. */
function rankedWithin(
  { ranking, classDetections }: Scene,
  k: number,
  rank: Int32Array,
  limit: number,
): Int32Array {
  const first = classDetections[k];
  const end = classDetections[k + 1];
  const ranked = new Int32Array(end - first);
  let n = 0;
  for (let r = first; r < end; r++) {
    const at = ranking[r] - first;
    if (rank[at] < limit) ranked[n++] = at;
  }
  return ranked.subarray(0, n);
}

/** @returns `[m][t]` */
function countFound(
  found: Uint32Array,
  rank: Int32Array,
  limits: readonly number[],
  thresholds: number,
): number[][] {
  const counts = limits.map(() => new Array<number>(thresholds).fill(0));
  for (let i = 0; i < found.length; i++) {
    if (found[i] === 0) continue;
    for (let m = 0; m < limits.length; m++) {
      if (rank[i] >= limits[m]) continue;
      for (let t = 0; t < thresholds; t++) counts[m][t] += (found[i] >>> t) & 1;
    }
  }
  return counts;
}
