/** The detection contests: input in, one result out; pure and synchronous. K = classes, T = IoUs, A = bands. */
import { RcnnError } from '../src/errors.js';
import type { AreaRange } from './area-ranges.js';
import { type Curve, curvesOf } from './curves.js';
import { type EvaluationInput, toColumns } from './inputs.js';
import { type ClassVerdicts, Judge } from './judge.js';
import type { Missing } from './missing.js';
import { type DetectionProtocolName, protocolNamed, type Rules } from './protocols.js';
import { type BlacklistEntry, buildScene, type Scene } from './scene.js';
import { summarize } from './summary.js';

/** Departures from the contest's own rules; each is echoed in the result. */
export interface RuleOptions {
  /** IoUs to average over, in (0, 1], ascending, at most 32. */
  readonly iou?: readonly number[];
  readonly difficult?: Rules['difficult'];
  readonly areaRanges?: readonly AreaRange[];
  readonly maxDetections?: readonly number[];
  /** Names of the classes to evaluate; others are left out and counted as such. */
  readonly onlyClasses?: readonly string[];
  /** Pairs of image and class that count neither way (ILSVRC DET). */
  readonly blacklist?: readonly BlacklistEntry[];
}

export interface EvaluationOptions extends EvaluationInput, RuleOptions {
  readonly protocol: DetectionProtocolName;
  /** Adds each class's precision-recall curves. */
  readonly curves?: boolean;
}

/** Precision and recall at each true positive, best score first. */
export interface PrecisionRecall {
  readonly iou: number;
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly score: readonly number[];
}

export interface ClassResult {
  readonly class: string;
  /** 0..1, mean over the IoUs; null when the class has no object to find. */
  readonly AP: number | null;
  /** One per IoU. */
  readonly APs: readonly (number | null)[];
  /** Objects to find. */
  readonly objects: number;
  readonly detections: number;
  /** At the first IoU, with all detections that take part. */
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly ignored: number;
  readonly recall: number | null;
  readonly curves?: readonly PrecisionRecall[];
}

export interface EvaluationResult {
  readonly protocol: DetectionProtocolName;
  /** All that the number depends on, defaults included. */
  readonly options: {
    readonly iou: readonly number[];
    readonly difficult: Rules['difficult'];
    readonly crowd: Rules['crowd'];
    /** null: no limit. */
    readonly maxDetections: readonly (number | null)[];
    readonly areaRanges: readonly AreaRange[];
    readonly curve: Rules['curve'];
    readonly onlyClasses: readonly string[] | null;
    readonly blacklisted: number;
  };
  /** Whether the results speak of every image and class, as far as their form tells. */
  readonly complete: boolean;
  /** What they do not speak of; it counts as not found. */
  readonly missing: Missing;
  /** `mAP` in 0..1 (and `mAP@0.5` .. when several IoUs are asked for), or COCO's twelve (-1: nothing to find). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly perClass: readonly ClassResult[];
  readonly counts: {
    readonly images: number;
    readonly classes: number;
    /** Objects annotated, to be found, and ignored by the rules. */
    readonly truth: number;
    readonly objects: number;
    readonly ignoredObjects: number;
    readonly detections: number;
    /** Rows of classes that are not evaluated, and blacklisted ones. */
    readonly leftOut: { readonly detections: number; readonly truth: number };
  };
}

/**
 * Evaluates detections under a contest's rules.
 *
 * @throws RcnnError `bad-option` for an unknown protocol, class or impossible option, `bad-dataset` for input
 *   that does not fit together
 */
export function evaluateDetections(options: EvaluationOptions): EvaluationResult {
  const protocol = withOptions(protocolNamed(options.protocol), options);
  const scene = buildScene(toColumns(options), { ...options, ties: protocol.ties });
  return summarize(scene, protocol, options, evaluateScene(scene, protocol));
}

/** The protocol with the caller's changes, checked. */
export function withOptions<R extends Rules>(rules: R, options: RuleOptions): R {
  const { iou = rules.iou, maxDetections = rules.maxDetections, areaRanges = rules.areaRanges } = options;
  const ascends = (values: readonly number[]) => values.every((v, i) => i === 0 || v > values[i - 1]);
  if (iou.length < 1 || iou.length > 32 || !iou.every((v) => v > 0 && v <= 1) || !ascends(iou)) {
    throw new RcnnError(
      'bad-option',
      `Expected 1 to 32 ascending IoUs in (0, 1], but got ${iou.join(', ') || 'none'}.`,
    );
  }
  if (maxDetections.length < 1 || !maxDetections.every((v) => v >= 1) || !ascends(maxDetections)) {
    throw new RcnnError(
      'bad-option',
      `Expected ascending numbers of detections from 1 on, but got ${maxDetections.join(', ') || 'none'}.`,
    );
  }
  if (areaRanges.length < 1 || !areaRanges.every(({ min, max }) => min < max)) {
    throw new RcnnError('bad-option', 'Expected size ranges with min < max, at least one.');
  }
  return { ...rules, iou, maxDetections, areaRanges, difficult: options.difficult ?? rules.difficult };
}

/** What one class came to. */
export interface ClassOutcome {
  /** Curves at the largest number of detections, `[band][t]`. */
  readonly curves: readonly (readonly Curve[])[];
  /** True positives of the first band, `[m][t]`, by number of detections. */
  readonly foundWithin: readonly (readonly number[])[];
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
